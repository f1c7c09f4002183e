-- Deletes the oldest events of a stream and notes each in the stream of the deleted, which itself keeps only the newest notes.
-- Parameters: @lockTimeoutMs int, @streamId char(42), @through int, @notesId char(42), @notesName nvarchar(1000), @note nvarchar(max),
-- Parameters: @created datetime, @notesMax int
SET NOCOUNT ON;
SET XACT_ABORT ON;
DECLARE @lock int, @stream int, @notes int, @noted int = -1, @deleted int, @position bigint;
BEGIN TRANSACTION;
EXECUTE @lock = sys.sp_getapplock @Resource = N'EventCluster.StreamStore', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = @lockTimeoutMs;
IF @lock < 0
BEGIN
    ROLLBACK TRANSACTION;
    THROW 50001, N'The lock of the store was not granted in time.', 1;
END;
SELECT @stream = s.IdInternal FROM dbo.Streams AS s WHERE s.Id = @streamId;
SELECT @notes = s.IdInternal, @noted = s.Version FROM dbo.Streams AS s WHERE s.Id = @notesId;
IF @notes IS NULL
BEGIN
    INSERT INTO dbo.Streams (Id, IdOriginal) VALUES (@notesId, @notesName);
    SET @notes = CAST(SCOPE_IDENTITY() AS int);
END;
INSERT INTO dbo.Messages (StreamIdInternal, StreamVersion, Id, Created, Type, JsonData, JsonMetadata)
SELECT
    @notes, @noted + CAST(ROW_NUMBER() OVER (ORDER BY m.StreamVersion) AS int), NEWID(), @created, N'$message-deleted',
    @note + LOWER(CAST(m.Id AS nvarchar(36))) + N'"}', NULL
FROM dbo.Messages AS m
WHERE m.StreamIdInternal = @stream AND m.StreamVersion <= @through;
SET @deleted = @@ROWCOUNT;
IF @deleted > 0
BEGIN
    DELETE FROM dbo.Messages WHERE StreamIdInternal = @stream AND StreamVersion <= @through;
    SELECT @position = MAX(m.Position) FROM dbo.Messages AS m WHERE m.StreamIdInternal = @notes AND m.StreamVersion > @noted;
    UPDATE dbo.Streams SET Version = @noted + @deleted, Position = @position WHERE IdInternal = @notes;
    DELETE FROM dbo.Messages WHERE StreamIdInternal = @notes AND StreamVersion <= @noted + @deleted - @notesMax;
END;
SELECT @deleted;
COMMIT TRANSACTION;
