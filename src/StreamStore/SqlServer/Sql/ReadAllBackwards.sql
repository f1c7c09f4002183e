-- Parameters: @from bigint, @limit int
SELECT TOP (@limit) s.IdOriginal, m.StreamVersion, m.Position, m.Id, m.Created, m.Type, m.JsonData, m.JsonMetadata
FROM dbo.Messages AS m INNER JOIN dbo.Streams AS s ON s.IdInternal = m.StreamIdInternal
WHERE m.Position <= @from
ORDER BY m.Position DESC;
