SELECT Position, StreamIdInternal, StreamVersion, Id, Created, Type, JsonData, JsonMetadata FROM Messages
WHERE Position <= ?1
ORDER BY Position DESC LIMIT ?2
