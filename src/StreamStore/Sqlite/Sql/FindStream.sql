SELECT IdInternal, Version, Position, MaxAge, MaxCount FROM Streams WHERE Id = ?1
