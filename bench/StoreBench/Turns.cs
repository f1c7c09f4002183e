namespace EventCluster.StoreBench;

/// <summary>Ours and raw take turns, so that a machine's mood hits both; the median of the turns counts.</summary>
internal static class Turns
{
    /// <summary>How many each has.</summary>
    public const int Count = 9;

    /// <summary>Measures both for a while each; gives the medians.</summary>
    /// <param name="ours">Measures ours for a time.</param>
    /// <param name="raw">Measures raw for a time.</param>
    /// <param name="span">Time of all turns of one.</param>
    public static async Task<(double Ours, double Raw)> TakeAsync(Func<TimeSpan, Task<double>> ours, Func<TimeSpan, Task<double>> raw, TimeSpan span)
    {
        List<double> oursRates = [], rawRates = [];
        for (var turn = 0; turn < Count; turn++)
        {
            rawRates.Add(await raw(span / Count));
            oursRates.Add(await ours(span / Count));
        }

        return (Median(oursRates), Median(rawRates));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
