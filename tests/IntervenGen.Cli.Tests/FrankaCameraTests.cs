using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Geometry;
using IntervenGen.Perception.Network;
using IntervenGen.Simulation;
using IntervenGen.Rendering;
using IntervenGen.Tasks;

namespace IntervenGen.Cli.Tests;

/// <summary><c>igen franka see</c> and <c>estimate</c>, the camera a virtual one.</summary>
public sealed class FrankaCameraTests
{
    [Fact]
    public void Twenty_poses_are_found_within_what_a_gripper_forgives()
    {
        string folder = Directory.CreateTempSubdirectory("see-").FullName;
        try
        {
            JsonObject result = Igen.Run("franka", "see", "--poses", "20", "--frames", "2", "--seed", "7", "--out", folder, "--json").Expect(0).Json;
            Assert.Equal(0, (int)result["failures"]!);
            Assert.InRange((double)result["position_mm"]!["median"]!, 0, 3);
            Assert.InRange((double)result["position_mm"]!["worst"]!, 0, 6);
            Assert.InRange((double)result["rotation_deg"]!["median"]!, 0, 2);
            Assert.InRange((double)result["yaw_deg"]!["p90"]!, 0, 3);
            Assert.True((double)result["ms_per_estimate"]! > 0);
            foreach (string picture in (string[])["000-colour.png", "000-depth.png", "000-fit.png"])
                Assert.True(new FileInfo(Path.Combine(folder, picture)).Length > 1000, picture);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void A_camera_on_the_network_and_a_calibration_file_give_the_cubes_pose()
    {
        string file = Path.Combine(Path.GetTempPath(), $"camera-{Guid.NewGuid():N}.json");
        using var stop = new CancellationTokenSource();
        using var ready = new ManualResetEventSlim();
        // Block Grasp as its model has it: the arm stretched up, the cube in the middle of the table.
        var worldFromBase = new Pose(new Vec3(-0.56, 0, 0.912), Quat.Identity);
        Pose truth = worldFromBase.Inverse() * new Pose(new Vec3(0, 0, 0.825), Quat.Identity);
        Pose worldFromCamera = VirtualDepthCamera.LookAt(new Vec3(0.35, -0.6, 1.4), new Vec3(0, 0, 0.8));
        new CameraCalibration(CameraIntrinsics.D415, worldFromBase.Inverse() * worldFromCamera, 0.8 - 0.912).Write(file);
        int port = 0;
        // The renderer belongs to the thread that draws.
        var thread = new Thread(() =>
        {
            using SimulatedTask task = TaskCatalog.Find("block-grasp").Open();
            using MjModel model = task.CompileVisible();
            using var data = new MjData(model);
            data.Forward();
            using var virtualCamera = new VirtualDepthCamera(data, CameraIntrinsics.D415, worldFromCamera, new DepthNoise(3));
            using var server = new CameraServer(virtualCamera, IPAddress.Loopback, 0);
            port = server.EndPoint.Port;
            ready.Set();
            server.Run(stop.Token);
        });
        thread.Start();
        try
        {
            Assert.True(ready.Wait(TimeSpan.FromSeconds(60)), "the camera did not start");
            string camera = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
            JsonObject found = Igen.Run("franka", "estimate", "--camera", camera, "--calibration", file, "--frames", "2", "--wait", "30", "--json").Expect(0).Json;
            var position = Vec3.From([.. found["position"]!.AsArray().Select(number => (double)number!)]);
            var orientation = Quat.From([.. found["quaternion_wxyz"]!.AsArray().Select(number => (double)number!)]);
            Assert.True((position - truth.Position).Length < 0.003, $"{position} for {truth.Position}");
            Assert.True(CubeModel.AngleBetween(orientation, truth.Orientation) < 3 * Math.PI / 180);
            Assert.InRange((double)found["yaw_deg"]!, -45, 45);
            Assert.Equal(2, (int)found["frames_used"]!);
            // A cube of another size is one sentence and an exit code.
            Assert.Contains("frames gave no pose", Igen.Run(
                "franka", "estimate", "--camera", camera, "--calibration", file, "--edge", "0.03", "--frames", "1", "--wait", "30").Expect(1).Complaint(), StringComparison.Ordinal);
        }
        finally
        {
            stop.Cancel();
            thread.Join();
            File.Delete(file);
        }
    }

    [Fact]
    public void What_is_no_camera_or_no_calibration_is_one_line()
    {
        string file = Path.Combine(Path.GetTempPath(), $"camera-{Guid.NewGuid():N}.json");
        new CameraCalibration(CameraIntrinsics.D415, Pose.Identity).Write(file);
        try
        {
            Assert.Contains("/nowhere.json", Igen.Run("franka", "estimate", "--camera", "127.0.0.1:1", "--calibration", "/nowhere.json").Expect(2).Complaint(), StringComparison.Ordinal);
            Assert.Contains(
                "not a file but a pipe", Igen.Run("franka", "estimate", "--camera", "127.0.0.1:1", "--calibration", "/dev/zero").Expect(2).Complaint(), StringComparison.Ordinal);
            Assert.Contains("HOST:PORT", Igen.Run("franka", "estimate", "--camera", "here", "--calibration", file).Expect(2).Complaint(), StringComparison.Ordinal);
            Assert.Contains("127.0.0.1:1", Igen.Run("franka", "estimate", "--camera", "127.0.0.1:1", "--calibration", file).Expect(1).Complaint(), StringComparison.Ordinal);
            Assert.Contains("--distance", Igen.Run("franka", "see", "--poses", "1", "--distance", "0").Expect(2).Complaint(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
