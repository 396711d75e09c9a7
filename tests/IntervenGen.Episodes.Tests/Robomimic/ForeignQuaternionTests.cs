using IntervenGen.Core;
using IntervenGen.Episodes.Robomimic;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes.Tests.Robomimic;

/// <summary>The hand's quaternion in files of others, whose order and length nobody writes down; and demonstrations of hardly a step.</summary>
public sealed class ForeignQuaternionTests : IDisposable
{
    private const int At = 30;

    private static readonly TaskSpec s_spec = TwoSubtaskRun.Spec with
    {
        Observations =
        [
            new ObservationField("object", 7), new ObservationField("robot0_eef_pos", 3), new ObservationField("robot0_eef_quat", 4),
            new ObservationField("robot0_gripper_qpos", 2),
        ],
        Subtasks = [new SubtaskSpec("insert", 1)],
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_order_x_y_z_w_is_taken_as_it_is()
    {
        DatasetImport result = Import(new ForeignFile { Quaternion = (x, y, z, w) => [x, y, z, w] });
        Assert.DoesNotContain(result.Unmapped, note => note.Contains("robot0_eef_quat", StringComparison.Ordinal));
        AssertTurn();
    }

    [Fact]
    public void The_order_w_x_y_z_is_told_from_the_hands_pose_and_turned_round()
    {
        DatasetImport result = Import(new ForeignFile { Quaternion = (x, y, z, w) => [w, x, y, z] });
        Assert.Single(result.Unmapped, note => note.StartsWith("observation 'robot0_eef_quat': in the order w x y z there", StringComparison.Ordinal));
        AssertTurn();
    }

    [Fact]
    public void Quaternions_of_another_length_are_made_unit_and_said_to_be()
    {
        DatasetImport result = Import(new ForeignFile { Quaternion = (x, y, z, w) => [0.95 * x, 0.95 * y, 0.95 * z, 0.95 * w] });
        Assert.Single(result.Unmapped, note => note.Contains("of another length than 1, made unit", StringComparison.Ordinal));
        AssertTurn();
    }

    [Fact]
    public void A_quaternion_of_length_zero_is_refused_with_its_step()
    {
        string message = Assert.Throws<EpisodeFormatException>(() => Import(new ForeignFile { Quaternion = (_, _, z, w) => z > 0.2 ? [0, 0, 0, 0] : [0, 0, z, w] })).Message;
        // sin(t / 100) is above 0.2 from step 21 on.
        Assert.Contains("demo_0/obs/robot0_eef_quat: the quaternion of step 21 has length 0", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, "/data/demo_1: has no step, and is left out")]
    [InlineData(1, 2, "/data/demo_1: has 1 steps; a source segment shorter than 5 is hardly a motion")]
    [InlineData(2, 2, "/data/demo_1: has 2 steps; a source segment shorter than 5 is hardly a motion")]
    public void Demonstrations_of_hardly_a_step_are_named_and_empty_ones_left_out(int steps, int episodes, string note)
    {
        DatasetImport result = Import(new ForeignFile { SecondSteps = steps, Total = 40 + steps, Quaternion = (x, y, z, w) => [x, y, z, w] });
        Assert.Equal(episodes, result.Episodes);
        Assert.Contains(note, result.Unmapped);
    }

    private void AssertTurn()
    {
        using EpisodeStore store = EpisodeStore.Open(_folder["out.igen"]);
        ReadOnlySpan<float> read = store.Read(0).Observation(At).Slice(10, 4);
        Quat turn = Quat.FromAxisAngle(Vec3.UnitZ, 0.02 * At);
        Assert.Equal([(float)turn.X, (float)turn.Y, (float)turn.Z, (float)turn.W], read.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    private DatasetImport Import(ForeignFile file) =>
        RobomimicReader.Import(file.Write(_folder["in.hdf5"]), s_spec, _folder["out.igen"], new StoreVersions("0.1.0", "2.2.2"));
}
