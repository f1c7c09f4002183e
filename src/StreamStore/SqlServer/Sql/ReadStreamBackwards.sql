-- Parameters: @streamId char(42), @from int, @limit int
SELECT TOP (@limit) s.IdOriginal, m.StreamVersion, m.Position, m.Id, m.Created, m.Type, m.JsonData, m.JsonMetadata
FROM dbo.Messages AS m INNER JOIN dbo.Streams AS s ON s.IdInternal = m.StreamIdInternal
WHERE s.Id = @streamId AND m.StreamVersion <= @from
ORDER BY m.StreamVersion DESC;
