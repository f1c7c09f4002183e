using System.Data;
using Microsoft.Data.SqlClient;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>Parameters as the statements declare them.</summary>
internal static class Parameters
{
    private const int Unlimited = -1;

    public static SqlParameterCollection Int(this SqlParameterCollection to, string name, int? value = null) => to.With(name, SqlDbType.Int, 0, value);

    public static SqlParameterCollection BigInt(this SqlParameterCollection to, string name, long value) => to.With(name, SqlDbType.BigInt, 0, value);

    public static SqlParameterCollection Key(this SqlParameterCollection to, string name, string? value = null) => to.With(name, SqlDbType.Char, StreamId.KeyChars, value);

    public static SqlParameterCollection Name(this SqlParameterCollection to, string name, string? value = null) =>
        to.With(name, SqlDbType.NVarChar, StreamId.NameCharsMax, value);

    public static SqlParameterCollection Type(this SqlParameterCollection to, string name) => to.With(name, SqlDbType.NVarChar, AppendRules.TypeCharsMax, null);

    public static SqlParameterCollection Text(this SqlParameterCollection to, string name, string? value = null) => to.With(name, SqlDbType.NVarChar, Unlimited, value);

    public static SqlParameterCollection Id(this SqlParameterCollection to, string name, Guid? value = null) => to.With(name, SqlDbType.UniqueIdentifier, 0, value);

    public static SqlParameterCollection Time(this SqlParameterCollection to, string name, DateTime? value = null) => to.With(name, SqlDbType.DateTime, 0, value);

    public static SqlParameterCollection Table(this SqlParameterCollection to, string name, string type)
    {
        to.Add(new SqlParameter(name, SqlDbType.Structured) { TypeName = type });
        return to;
    }

    private static SqlParameterCollection With(this SqlParameterCollection to, string name, SqlDbType type, int size, object? value)
    {
        to.Add(new SqlParameter(name, type, size) { Value = value ?? DBNull.Value });
        return to;
    }
}
