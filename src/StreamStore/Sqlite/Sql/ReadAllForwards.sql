SELECT Position, StreamIdInternal, StreamVersion, Id, Created, Type, JsonData, JsonMetadata FROM Messages
WHERE Position >= ?1
ORDER BY Position LIMIT ?2
