using System.Globalization;

namespace EventCluster.StreamStore.SqlServer;

/// <summary>The driver reads text by the culture of a column's collation, so it refuses a runtime without cultures.</summary>
internal static class Cultures
{
    /// <summary>Throws where there are none.</summary>
    public static void Require()
    {
        try
        {
            if (CultureInfo.GetCultureInfo("en-US").LCID != CultureInfo.InvariantCulture.LCID)
            {
                return;
            }
        }
        catch (CultureNotFoundException)
        {
            // Said below.
        }

        throw new StoreRefusedException(
            "The driver of SQL Server needs cultures, and this process runs without. Install ICU (Debian: libicu72 or newer; Alpine: icu-libs icu-data-full), "
            + "and leave DOTNET_SYSTEM_GLOBALIZATION_INVARIANT out.");
    }
}
