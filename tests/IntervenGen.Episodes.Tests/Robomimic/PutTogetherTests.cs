using System.Text;
using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Interop.Hdf5;

namespace IntervenGen.Episodes.Tests.Robomimic;

/// <summary>Files that somebody put together from several exports by copying their groups.</summary>
public sealed class PutTogetherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Demonstrations_of_several_exports_keep_their_beliefs_and_labels()
    {
        (string file, EpisodeStore store) = Write(withRoot: false);
        using EpisodeStore original = store;
        DatasetImport result = Import(file);
        Assert.False(result.IsExact);
        Assert.Equal(2 * original.Count, result.Episodes);
        using var read = EpisodeStore.Open(_folder["out.igen"]);
        Assert.Equal((DatasetKind.Interventions, RobomimicReader.ForeignModel), (read.Manifest.Kind, read.Manifest.ModelHash));
        for (int episode = 0; episode < read.Count; episode++)
        {
            Assert.True(original.Read(episode % original.Count).Bytes.SequenceEqual(read.Read(episode).Bytes), $"episode {episode}");
            Assert.Equal(original.Summary(episode % original.Count).Reason, read.Summary(episode).Reason);
        }

        Assert.Contains(result.Unmapped, note => note.StartsWith("exports of igen, put together", StringComparison.Ordinal));
    }

    [Fact]
    public void Demonstrations_that_were_added_to_an_export_are_read_and_not_passed_over()
    {
        (string file, EpisodeStore store) = Write(withRoot: true);
        using EpisodeStore original = store;
        DatasetImport result = Import(file);
        Assert.False(result.IsExact);
        Assert.Equal(2 * original.Count, result.Episodes);
        Assert.Contains(result.Unmapped, note => note.Contains($"has {2 * original.Count} demonstrations and its table of attempts {original.Count}", StringComparison.Ordinal));
    }

    private DatasetImport Import(string file) =>
        RobomimicReader.Import(file, TwoSubtaskRun.Spec, _folder["out.igen"], new StoreVersions("0.1.0", "2.2.2"));

    // The same run twice; what an export says of itself at its root is there where a copier kept it.
    private (string File, EpisodeStore Store) Write(bool withRoot)
    {
        var store = EpisodeStore.Open(TwoSubtaskRun.Write(_folder["run.igen"]));
        string path = _folder["both.hdf5"];
        using var file = Hdf5File.Create(path);
        using (Hdf5Group data = file.Root.CreateGroup(RobomimicNames.Data))
        {
            int demos = 0;
            for (int copy = 0; copy < 2; copy++)
            {
                using var ahead = new EpisodeReadAhead(store, null);
                var writer = new DemonstrationWriter(data, store.Manifest, new RobomimicExportOptions(), ahead.LongestEpisode);
                for (int episode = 0; episode < store.Count; episode++)
                {
                    PreparedEpisode prepared = ahead.Take();
                    writer.Write($"demo_{demos++}", prepared, episode, store.Summary(episode), 0, prepared.Steps.Count);
                    ahead.GiveBack(prepared);
                }
            }
        }

        if (withRoot)
        {
            using Hdf5Group own = file.Root.CreateGroup(RobomimicNames.Own);
            own.SetAttribute(RobomimicNames.Version, 1);
            own.SetAttribute(RobomimicNames.Manifest, Encoding.UTF8.GetString(store.Manifest.ToJson()));
            long[] rows = [.. Enumerable.Range(0, store.AttemptCount).SelectMany(attempt => Row(store, attempt))];
            own.WriteArray<long>(RobomimicNames.Attempts, rows, store.AttemptCount, AttemptRow.Columns);
        }

        file.Complete();
        return (path, store);
    }

    private static long[] Row(EpisodeStore store, int attempt)
    {
        EpisodeSummary summary = store.Attempt(attempt);
        int episode = Enumerable.Range(0, store.Count).FirstOrDefault(i => store.Summary(i).Attempt == attempt, -1);
        var row = new AttemptRow(summary, episode < 0 ? null : store.StepsOf(episode));
        return [row.Attempt, row.Kind, row.End, row.Reason, row.Steps, row.MistakeSteps, row.SourceEpisode, row.StoredSteps];
    }
}
