UPDATE Streams SET MaxAge = ?2, MaxCount = ?3 WHERE IdInternal = ?1
