using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Core;
using IntervenGen.Deployment;
using IntervenGen.Episodes;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Generation;
using IntervenGen.Learning;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Estimation;
using IntervenGen.Perception.Network;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Tasks.BlockGrasp;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen franka run</c>: a policy on an arm.</summary>
internal static class FrankaRunCommand
{
    private enum ControlLaw
    {
        Cartesian,
        Joint,
    }

    // Three quarters of the external force that ends a motion: what is felt later than that is not felt before the arm stops.
    private static readonly double s_maxContactForce = 0.75 * new SafetyLimits().ExternalForce;

    public static Command Create()
    {
        var robot = new RobotOptions();
        var policy = new Option<string>("--policy") { Description = "Checkpoint of a Block Grasp policy.", Required = true };
        var camera = new Option<string>("--camera") { Description = "HOST:PORT of the depth camera's server.", Required = true };
        var calibration = new Option<string>("--calibration") { Description = "JSON file with the camera's intrinsics, base_from_camera and table_height.", Required = true };
        var output = new Option<string>("--out") { Description = "Folder of the episodes; an earlier run in it goes on." };
        var trials = new Option<int>("--trials") { Description = "Trials in all.", DefaultValueFactory = _ => 10 }.AtLeast(1);
        var seed = new Option<ulong>("--seed") { Description = "Seed of estimation errors and of the policy's samples.", DefaultValueFactory = _ => 1 };
        var exact = new Option<bool>("--no-error") { Description = "Give the policy the camera's estimate as it is; otherwise the paper's error is added (up to 1 cm in x, 2.5 to 7 cm in y)." };
        var shuffle = new Option<bool>("--shuffle") { Description = "After a success the arm carries the cube to another place of the region." };
        var dry = new Option<bool>("--dry-run") { Description = "Show what would be commanded; nothing moves." };
        var law = new Option<ControlLaw>("--controller") { Description = "Impedance that makes torques: Cartesian or Joint." };
        var lockStep = new Option<bool>("--lock-step") { Description = "The robot is a virtual one with --clock LockStep." };
        var realtime = new Option<RealtimeWish>("--realtime") { Description = "Real-time priority: Require, Prefer or Off.", DefaultValueFactory = _ => RealtimeWish.Prefer };
        var speed = new Option<double>("--home-speed")
        {
            Description = "Share of the joints' full speed on the way home.",
            DefaultValueFactory = _ => 0.3,
        }.Within(0.05, 1);
        var force = new Option<double>("--contact-force")
        {
            Description = "Change of the external force that counts as a contact, newtons.",
            DefaultValueFactory = _ => 4,
        }.Within(0.5, s_maxContactForce, "N");
        Command command = robot.AddTo(
            new Command(
                "run",
                "Run a Block Grasp policy on an arm: look at the cube, approach with a wrong belief, feel the contact, recover, grasp, lift, judge, go home.\n" +
                "The arm moves. Keep the user stop in your hand.\n\n" +
                "Example:  igen franka run --host 172.16.0.2 --policy igen.ckpt --camera 127.0.0.1:5010 --calibration camera.json --trials 10 --out arm.igen"),
            withGripper: true);
        foreach (Option option in (Option[])[policy, camera, calibration, output, trials, seed, exact, shuffle, dry, law, lockStep, realtime, speed, force])
            command.Options.Add(option);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            // What is wrong with the command itself comes before anything is opened or connected.
            int wanted = parsed.GetValue(trials);
            bool isDry = parsed.GetValue(dry);
            string folder = parsed.GetValue(output) ?? (isDry ? "" : throw new UsageException($"{output.Name} is missing: the folder of the episodes (or use {dry.Name})"));
            (string cameraHost, int cameraPort) = FrankaEstimateCommand.Address(parsed.GetValue(camera)!);
            CameraCalibration where = CalibrationFile.Read(parsed.GetValue(calibration)!);
            double tableHeight = where.TableHeight
                ?? throw new UsageException($"calibration '{parsed.GetValue(calibration)}' has no table_height; the policy needs to know how high the table is");
            bool isInline = parsed.GetValue(lockStep);
            var options = new DeploymentOptions
            {
                IsInline = isInline,
                // The policy's world: its table stands at 0.8 m, straight under this one.
                WorldFromBase = BlockGraspTask.WorldFromBase with { Position = BlockGraspTask.WorldFromBase.Position with { Z = BlockGraspTask.TableTop - tableHeight } },
                Motion = new MotionOptions { Realtime = isInline ? RealtimeWish.Off : parsed.GetValue(realtime) },
                HomeSpeed = parsed.GetValue(speed),
                ContactForce = parsed.GetValue(force),
                Limits = new DeploymentOptions().Limits.Above(tableHeight),
            };
            using SimulatedTask task = TaskCatalog.Find("block-grasp").Open();
            using RecurrentPolicy loaded = RecurrentPolicy.Load(parsed.GetValue(policy)!, task.Spec);
            using IPolicySession session = loaded.CreateSession(1);
            using CameraClient client = CameraClient.Connect(cameraHost, cameraPort, TimeSpan.FromSeconds(5), cancellation);
            using var sight = new CameraSight(client, where, options.WorldFromBase, isInline, new CubePoseOptions { TableHeight = tableHeight });
            using FciConnection connection = robot.Connect(parsed);
            using GripperConnection gripper = robot.ConnectGripper(parsed);
            FrankaArm arm = (connection.Version.Number <= 5 ? FrankaArm.Panda : FrankaArm.Fr3).With(FrankaArm.Hand);
            IPoseController controller = parsed.GetValue(law) == ControlLaw.Joint ? new JointImpedance(arm) : new CartesianImpedance(arm);
            using var trial = new GraspTrial(connection, gripper, sight, session, controller, task.Spec, options);
            var keys = new EpisodeKey(parsed.GetValue(seed), SceneSplit.Evaluation, 0, !parsed.GetValue(exact));
            if (isDry)
                return DryRun(trial, keys, reporter, cancellation);
            var config = new JsonObject
            {
                ["policy"] = PolicyDigest.Of(parsed.GetValue(policy)!),
                ["corrupted"] = keys.Corrupted,
                ["controller"] = parsed.GetValue(law).ToString(),
                ["robot"] = $"{arm.Name} over FCI {connection.Version.Number}",
            };
            var manifest = StoreManifest.For(task.Spec, keys.Seed, "rollouts", "", config, Workspace.Versions);
            using EpisodeStoreWriter writer = EpisodeStoreWriter.OpenOrCreate(folder, manifest);
            writer.KeepsFailures = true;
            var workflow = new ArmTrials(trial, new RunMonitor(reporter.Progress)) { Shuffles = parsed.GetValue(shuffle) };
            ArmResult outcome = workflow.Run(keys, wanted, writer, cancellation);
            writer.Complete();
            return Report(outcome, writer, folder, reporter);
        }, parsed => parsed.GetValue(dry) ? Stopping.Ends : Stopping.Resumes);
    }

    private static int DryRun(GraspTrial trial, EpisodeKey keys, Reporter reporter, CancellationToken cancellation)
    {
        TrialPlan plan = trial.Plan(keys, cancellation);
        foreach (string line in plan.Lines)
            reporter.Result(line);
        reporter.Json(new JsonObject
        {
            ["cube"] = Numbers(plan.WorldFromCube.Position),
            ["believed"] = Numbers(plan.WorldFromBelieved.Position),
            ["first_action"] = new JsonArray([.. plan.FirstAction.Select(value => (JsonNode)value)]),
        });
        return Invocation.Done;
    }

    private static int Report(ArmResult outcome, EpisodeStoreWriter writer, string folder, Reporter reporter)
    {
        // A run may go on where an earlier one ended: what is said last is what the folder holds by now.
        var all = new SuccessInterval(writer.KeptCount, (int)writer.NextAttempt);
        JsonObject json = outcome.ToJson();
        json["store_successes"] = all.Successes;
        json["store_trials"] = all.Trials;
        json["out"] = folder;
        string now = outcome.Success.Trials == all.Trials ? "" : $" ({outcome.Success.Trials} of them now)";
        reporter.Result(string.Create(CultureInfo.InvariantCulture,
            $"{all.Successes} of {all.Trials} trials{now} lifted the cube ({100 * all.Rate:0} %, 95 % interval {100 * all.Low:0} to {100 * all.High:0}); igen view {folder}"));
        reporter.Json(json);
        return Invocation.Done;
    }

    private static JsonArray Numbers(Vec3 position) => new(position.X, position.Y, position.Z);
}
