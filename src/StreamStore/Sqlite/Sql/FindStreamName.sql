SELECT Id FROM Streams WHERE IdInternal = ?1
