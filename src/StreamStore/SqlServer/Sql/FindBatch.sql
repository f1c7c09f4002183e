-- What stands where a batch would stand, had it been stored before: from a given version or, where that is negative, from where its last id leads.
-- Parameters: @streamId char(42), @first int, @last uniqueidentifier, @count int
SET NOCOUNT ON;
DECLARE @stream int;
SELECT @stream = s.IdInternal FROM dbo.Streams AS s WHERE s.Id = @streamId;
IF @first < 0
BEGIN
    SELECT @first = m.StreamVersion - @count + 1 FROM dbo.Messages AS m WHERE m.StreamIdInternal = @stream AND m.Id = @last;
END;
SELECT m.StreamVersion - @first AS Number, m.StreamVersion, m.Id, m.Position
FROM dbo.Messages AS m
WHERE m.StreamIdInternal = @stream AND @first >= 0 AND m.StreamVersion >= @first AND m.StreamVersion < CAST(@first AS bigint) + @count
ORDER BY m.StreamVersion;
