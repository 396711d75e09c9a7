using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

/// <summary><c>igen franka run --objects</c>: a policy of any task on an arm, a tracker telling where things are.</summary>
public sealed class FrankaObjectsTests
{
    [Fact]
    public void A_policy_of_another_task_runs_by_its_tracker_and_is_recorded()
    {
        string folder = Directory.CreateTempSubdirectory("objects-").FullName;
        try
        {
            string store = Path.Combine(folder, "arm.igen");
            JsonObject result = ArmTrial.Run(
                "nut-insertion", "--policy", VirtualRobotProcess.Policy("nut-insertion"), "--out", store, "--json").Expect(0).Json;
            Assert.Equal(1, (int)result["trials"]!);
            Assert.Equal(1, (int)result["successes"]!);
            Assert.StartsWith(
                "FR3 over FCI", (string)Igen.Run("dataset", "info", store, "--json").Expect(0).Json["config"]!["arm"]!, StringComparison.Ordinal);
            Igen.Run("dataset", "verify", store).Expect(0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Either_a_camera_or_a_tracker_tells_where_things_are()
    {
        string[] run = ["franka", "run", "--host", "127.0.0.1", "--policy", VirtualRobotProcess.Policy("coffee"), "--out", "never.igen"];
        Assert.Contains("either --camera or --objects", Igen.Run(run).Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", Igen.Run([.. run, "--objects", "127.0.0.1:1"]).Expect(1).Complaint(), StringComparison.Ordinal);
    }
}
