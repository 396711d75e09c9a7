using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Tests.Robomimic;

/// <summary>Objects that a file leaves out, and observations of them that mean something else.</summary>
public sealed class ForeignObjectTests : IDisposable
{
    private static readonly Pose s_nutFromPeg = new(new Vec3(0.05, 0.02, 0), Quat.FromAxisAngle(Vec3.UnitZ, 0.3));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_fixed_part_that_is_not_in_the_file_follows_from_what_it_is_a_part_of()
    {
        TaskSpec spec = TwoSubtaskRun.Spec with { FixedParts = [new FixedPart(1, 0, s_nutFromPeg)] };
        DatasetImport result = Import(new ForeignFile { LacksPeg = true }, spec);
        Assert.Single(result.Unmapped, note => note.StartsWith("object 'peg': is not in the file, and follows from 'nut'", StringComparison.Ordinal));
        using var store = EpisodeStore.Open(_folder["out.igen"]);
        EpisodeBuffer episode = store.Read(0);
        Pose expected = episode.TruePose(7, 0) * s_nutFromPeg;
        Assert.True((expected.Position - episode.TruePose(7, 1).Position).Length < 1e-12);
        Assert.True(Quat.AngleBetween(expected.Orientation, episode.TruePose(7, 1).Orientation) < 1e-9);
    }

    [Fact]
    public void An_object_that_is_no_fixed_part_is_asked_for() => Assert.Contains(
        "--object peg=NAME", Assert.Throws<UsageException>(() => Import(new ForeignFile { LacksPeg = true }, TwoSubtaskRun.Spec)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.03, true)]
    [InlineData(0.2, false)]
    public void An_object_observation_is_taken_where_it_holds_the_objects_positions(double offset, bool isTaken)
    {
        DatasetImport result = Import(new ForeignFile { ObjectWidth = 28, ObjectOffset = offset }, s_wide);
        using var store = EpisodeStore.Open(_folder["out.igen"]);
        float first = store.Read(0).Observation(3)[0];
        Assert.Equal(isTaken ? (float)(0.3 + offset) : 0, first);
        Assert.Equal(isTaken ? 0 : 1, result.Unmapped.Count(note => note.StartsWith("observation 'object' has 28 numbers as here, but number 0 and the two after it are not the position of 'nut'; left at zero", StringComparison.Ordinal)));
        Assert.Equal(isTaken, store.Manifest.Config[RobomimicReader.NotForTrainingKey] is null);
    }

    [Fact]
    public void What_is_left_at_zero_is_said_once_whatever_the_lengths()
    {
        DatasetImport result = Import(new ForeignFile { ObjectWidth = 9 }, TwoSubtaskRun.Spec);
        Assert.Single(result.Unmapped, note => note.Contains("left at zero", StringComparison.Ordinal));
    }

    private static readonly TaskSpec s_wide = TwoSubtaskRun.Spec with
    {
        Observations = [new ObservationField("object", 28), new ObservationField("robot0_eef_pos", 3), new ObservationField("robot0_gripper_qpos", 2)],
    };

    private DatasetImport Import(ForeignFile file, TaskSpec spec) =>
        RobomimicReader.Import(file.Write(_folder["in.hdf5"]), spec, _folder["out.igen"], new StoreVersions("0.1.0", "2.2.2"));
}
