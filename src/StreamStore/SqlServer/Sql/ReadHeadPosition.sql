-- The newest position that a caller's stream was ever given.
SELECT COALESCE(MAX(s.Position), -1) FROM dbo.Streams AS s WHERE LEFT(s.IdOriginal, 1) <> N'$';
