INSERT INTO Messages (StreamIdInternal, StreamVersion, Id, Created, Type, JsonData, JsonMetadata)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
