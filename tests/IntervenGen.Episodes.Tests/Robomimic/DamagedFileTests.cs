using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Interop.Hdf5;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Tests.Robomimic;

public sealed class DamagedFileTests : IDisposable
{
    private const int Files = 150;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ExportFilter.All)]
    [InlineData(ExportFilter.Recovery)]
    public void A_damaged_file_is_read_as_it_was_or_refused_with_its_name(ExportFilter filter)
    {
        TwoSubtaskRun.Write(_folder["run.igen"]);
        using (var store = EpisodeStore.Open(_folder["run.igen"]))
            RobomimicWriter.Write(store, _folder["whole.hdf5"], new RobomimicExportOptions { Filter = filter });
        byte[] whole = File.ReadAllBytes(_folder["whole.hdf5"]);
        string damaged = _folder["damaged.hdf5"], target = _folder["back.igen"];
        int refused = 0;
        for (ulong i = 0; i < Files; i++)
        {
            var random = new CounterRandom(17, i, 0);
            byte[] bytes = [.. whole];
            int at = (int)random.NextDouble(0, bytes.Length), length = Math.Min(bytes.Length - at, (int)random.NextDouble(1, 64));
            switch (i % 3)
            {
                case 0: bytes[at] ^= (byte)(1 << (int)random.NextDouble(0, 8)); break;
                case 1: bytes.AsSpan(at, length).Clear(); break;
                default: bytes = bytes[..at]; break;
            }

            File.WriteAllBytes(damaged, bytes);
            try
            {
                _ = RobomimicReader.Import(damaged, TwoSubtaskRun.Spec, target, new StoreVersions("9", "9"));
                Directory.Delete(target, recursive: true);
            }
            catch (IntervenGenException exception)
            {
                Assert.Contains("damaged.hdf5", exception.Message, StringComparison.Ordinal);
                refused++;
            }

            Assert.False(Directory.Exists(target), $"file {i}");
        }

        // Every cut-off file, a third of them, is refused; where next_obs or a gap was hit, nothing that is read is wrong.
        Assert.InRange(refused, Files / 3, Files);
    }

    [Fact]
    public void An_own_export_with_arrays_of_another_shape_is_refused_and_leaves_no_store()
    {
        TwoSubtaskRun.Write(_folder["run.igen"]);
        using (var store = EpisodeStore.Open(_folder["run.igen"]))
        using (Hdf5File file = Hdf5File.Create(_folder["other.hdf5"]))
        {
            WriteOtherShapes(file, store);
            file.Complete();
        }

        string message = Assert.Throws<EpisodeFormatException>(
            () => RobomimicReader.Import(_folder["other.hdf5"], TwoSubtaskRun.Spec, _folder["back.igen"], new StoreVersions("9", "9"))).Message;
        Assert.Contains("other.hdf5", message, StringComparison.Ordinal);
        Assert.Contains("demo_0/actions: has shape [3, 4], expected [3, 7]", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["back.igen"]));
    }

    private static void WriteOtherShapes(Hdf5File file, EpisodeStore store)
    {
        using Hdf5Group own = file.Root.CreateGroup(RobomimicNames.Own), data = file.Root.CreateGroup(RobomimicNames.Data), demo = data.CreateGroup("demo_0");
        own.SetAttribute(RobomimicNames.Version, 1);
        own.SetAttribute(RobomimicNames.Manifest, Encoding.UTF8.GetString(store.Manifest.ToJson()));
        using Hdf5Group part = demo.CreateGroup(RobomimicNames.Own), observations = demo.CreateGroup(RobomimicNames.Observations);
        AttemptRow row = new(store.Summary(0), 3);
        part.WriteArray(RobomimicNames.Attempt, MemoryMarshal.Cast<AttemptRow, long>(new ReadOnlySpan<AttemptRow>(in row)), AttemptRow.Columns);
        demo.WriteArray<double>(RobomimicNames.Actions, new double[3 * 4], 3, 4);
    }
}
