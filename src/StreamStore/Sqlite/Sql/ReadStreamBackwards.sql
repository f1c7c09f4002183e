SELECT Position, StreamIdInternal, StreamVersion, Id, Created, Type, JsonData, JsonMetadata FROM Messages
WHERE StreamIdInternal = ?1 AND StreamVersion <= ?2
ORDER BY StreamVersion DESC LIMIT ?3
