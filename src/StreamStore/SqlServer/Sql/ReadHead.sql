-- Parameters: @streamId char(42)
SELECT s.Version, s.Position FROM dbo.Streams AS s WHERE s.Id = @streamId;
