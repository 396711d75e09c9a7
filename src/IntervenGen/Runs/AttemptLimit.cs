namespace IntervenGen;

/// <summary>The largest number of attempts of a run when the request sets none.</summary>
internal static class AttemptLimit
{
    private const int PerEpisode = 10, PerPatientEpisode = 100, MinEpisodes = 10;

    /// <summary>
    /// The requested number; otherwise ten per episode, and ten times that if a policy with patience corrects most mistakes
    /// itself.
    /// </summary>
    public static long Of(long? asked, int episodes, int patience) =>
        asked ?? (patience > 0 ? PerPatientEpisode : PerEpisode) * (long)Math.Max(MinEpisodes, episodes);
}
