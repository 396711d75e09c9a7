namespace IntervenGen;

/// <summary>After how many attempts a run is given up where nobody said.</summary>
internal static class AttemptLimit
{
    private const int PerEpisode = 10, PerPatientEpisode = 100, MinEpisodes = 10;

    /// <summary>The number asked for; otherwise ten per episode, and ten times that where a policy corrects most mistakes itself.</summary>
    public static long Of(long? asked, int episodes, int patience) =>
        asked ?? (patience > 0 ? PerPatientEpisode : PerEpisode) * (long)Math.Max(MinEpisodes, episodes);
}
