-- A position past the given one that can be read, -1 where there is none.
-- Parameters: @after bigint
SELECT COALESCE((
    SELECT TOP (1) m.Position
    FROM dbo.Messages AS m INNER JOIN dbo.Streams AS s ON s.IdInternal = m.StreamIdInternal
    WHERE m.Position > @after AND LEFT(s.IdOriginal, 1) <> N'$'
    ORDER BY m.Position), -1);
