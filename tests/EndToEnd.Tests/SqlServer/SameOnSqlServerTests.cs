namespace EventCluster.EndToEnd.Tests.SqlServer;

/// <summary>What holds on SQLite holds on SQL Server.</summary>
public sealed class StartOnSqlServerTests : StartTests
{
    /// <inheritdoc/>
    protected override bool OnSqlServer => true;
}

/// <inheritdoc cref="StartOnSqlServerTests"/>
public sealed class KillOnSqlServerTests : KillTests
{
    /// <inheritdoc/>
    protected override bool OnSqlServer => true;
}

/// <inheritdoc cref="StartOnSqlServerTests"/>
public sealed class ControlPlaneCrashOnSqlServerTests : ControlPlaneCrashTests
{
    /// <inheritdoc/>
    protected override bool OnSqlServer => true;
}

/// <inheritdoc cref="StartOnSqlServerTests"/>
public sealed class MoveOnSqlServerTests : MoveTests
{
    /// <inheritdoc/>
    protected override bool OnSqlServer => true;
}

/// <inheritdoc cref="StartOnSqlServerTests"/>
public sealed class HighAvailabilityOnSqlServerTests : HighAvailabilityTests
{
    /// <inheritdoc/>
    protected override bool OnSqlServer => true;
}
