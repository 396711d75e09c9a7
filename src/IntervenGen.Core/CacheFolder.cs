namespace IntervenGen.Core;

/// <summary>Where a user's programs keep what they can make again.</summary>
public static class CacheFolder
{
    /// <summary>The folders to try, in order: <c>XDG_CACHE_HOME</c>, and <c>.cache</c> in the user's home.</summary>
    public static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } chosen)
            yield return chosen;
        if (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home)
            yield return Path.Combine(home, ".cache");
    }
}
