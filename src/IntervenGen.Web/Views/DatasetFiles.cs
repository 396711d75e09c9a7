using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Web.Serving;

namespace IntervenGen.Web.Views;

/// <summary>Opens the store in a folder of which a stranger may have made every file.</summary>
internal static class DatasetFiles
{
    // A manifest is a few kilobytes; the store reads it whole.
    private const long MaxManifestBytes = 1 << 20;
    private const int MaxShards = 10_000;

    /// <summary>Opens it, once every file that the store will open is a regular one of this folder.</summary>
    /// <exception cref="UsageException">One of them is a link out of the folder, a device, a FIFO, or too large.</exception>
    /// <exception cref="EpisodeFormatException">It is damaged.</exception>
    public static EpisodeStore Open(FolderScope scope, string folder)
    {
        scope.RequireRegular(Path.Combine(folder, "manifest.json"), MaxManifestBytes);
        int shards = 0;
        foreach (string shard in Directory.EnumerateFiles(folder, "shard-*.bin"))
        {
            if (++shards > MaxShards)
                throw new UsageException($"'{scope.Relative(folder)}' has more than {MaxShards} shards");
            scope.RequireRegular(shard, long.MaxValue);
        }

        return EpisodeStore.Open(folder);
    }
}
