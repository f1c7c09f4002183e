UPDATE Streams SET Version = ?2, Position = ?3 WHERE IdInternal = ?1
