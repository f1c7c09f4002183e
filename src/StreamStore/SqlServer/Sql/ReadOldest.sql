-- What a trim needs to know: the stream's head and retention, and its oldest events.
-- Parameters: @streamId char(42), @limit int
SELECT TOP (@limit) s.Version, s.MaxAge, s.MaxCount, m.StreamVersion, m.Created
FROM dbo.Streams AS s INNER JOIN dbo.Messages AS m ON m.StreamIdInternal = s.IdInternal
WHERE s.Id = @streamId AND (s.MaxAge IS NOT NULL OR s.MaxCount IS NOT NULL)
ORDER BY m.StreamVersion;
