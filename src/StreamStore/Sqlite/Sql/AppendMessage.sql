-- ?1 is the stream, ?2 the time, as in AppendMessages.
INSERT INTO Messages (StreamIdInternal, StreamVersion, Id, Created, Type, JsonData, JsonMetadata)
VALUES (?1, ?3, ?4, ?2, ?5, ?6, ?7)
