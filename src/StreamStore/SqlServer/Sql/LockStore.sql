-- The lock that every writer of ours holds until its transaction ends.
-- Parameters: @lockTimeoutMs int
DECLARE @lock int;
EXECUTE @lock = sys.sp_getapplock @Resource = N'EventCluster.StreamStore', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = @lockTimeoutMs;
IF @lock < 0
BEGIN
    ROLLBACK TRANSACTION;
    THROW 50001, N'The lock of the store was not granted in time.', 1;
END;
