using IntervenGen.Deployment;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Motion;
using IntervenGen.Generation;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Cli.Commands.Arm;

/// <summary><c>igen franka run</c>: a policy on an arm.</summary>
internal static class FrankaRunCommand
{
    // Three quarters of the external force that ends a motion: what is felt later than that is not felt before the arm stops.
    private static readonly double s_maxContactForce = 0.75 * new SafetyLimits().ExternalForce;

    public static Command Create()
    {
        var robot = new RobotOptions();
        var policy = NewOption.Required<string>("--policy", "Checkpoint of a Block Grasp policy or, with --objects, of any task's.");
        Option<string?> trigger = EpisodeOptions.Trigger(
            "Trigger of igen trigger fit by which the arm stops and asks for help, which ends the trial.");
        var camera = NewOption.Of<string?>("--camera", "HOST:PORT of the depth camera's server, for Block Grasp.");
        var objects = NewOption.Of<string?>(
            "--objects", "HOST:PORT of a tracker that tells where all things are, for any task: also igen franka serve's --control-port.");
        var calibration = NewOption.Of<string?>(
            "--calibration", "JSON file with the camera's intrinsics, base_from_camera and table_height.");
        var output = NewOption.Of<string>("--out", "Dataset for the episodes; an earlier run in it is continued.");
        var trials = NewOption.Of<int>("--trials", "Number of trials, including those of an earlier run.", 10).AtLeast(1);
        var seed = NewOption.Of<ulong>("--seed", "Seed of estimation errors and of the policy's samples.", 1);
        var exact = NewOption.Of<bool>(
            "--no-error",
            "Give the policy the camera's estimate as it is; otherwise the paper's error is added (up to 1 cm in x, 2.5 to 7 " +
            "cm in y).");
        var shuffle = NewOption.Of<bool>("--shuffle", "Let the arm carry the cube to another place of the region after a success.");
        var noGripper = NewOption.Of<bool>("--no-gripper", "There is no hand, or it is left alone: the policy's fingers move nothing.");
        var dry = NewOption.Of<bool>("--dry-run", "Print what would be commanded; nothing moves.");
        var law = NewOption.Of<ArmController>("--controller", "Impedance controller: Cartesian or Joint.");
        var lockStep = NewOption.Of<bool>("--lock-step", "The robot is a virtual one with --clock LockStep.");
        var realtime = NewOption.Of<RealtimeWish>("--realtime", "Real-time priority: Require, Prefer or Off.", RealtimeWish.Prefer);
        var speed = NewOption.Of<double>("--home-speed", "Fraction of the joints' full speed on the transit home.", 0.3).Within(0.05, 1);
        var force = NewOption.Of<double>(
            "--contact-force", "Change of the external force that is taken as contact, newtons.", 4).Within(0.5, s_maxContactForce, "N");
        Command command = robot.AddTo(
            new Command(
                "run",
                "Run a policy on an arm. Block Grasp with a camera: estimate the cube, " +
                "approach with a wrong belief, sense the contact, recover, grasp, " +
                "lift, judge, go home. Any task with a tracker: --policy coffee.ckpt --objects 127.0.0.1:7000.\n" +
                "The arm moves. Keep the user stop in your hand.\n\n" +
                "Example:  igen franka run --host 172.16.0.2 --policy igen.ckpt --camera 127.0.0.1:5010 --calibration camera.json " +
                "--trials 10 --out arm.igen"),
            withGripper: true);
        command.With(
            policy, trigger, camera, objects, calibration, output, trials, seed, exact, shuffle, noGripper, dry,
            law, lockStep, realtime, speed, force);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            // What is wrong with the command itself comes before anything is opened or connected.
            int wanted = parsed.GetValue(trials);
            bool isDry = parsed.GetValue(dry);
            string folder = parsed.GetValue(output) ?? (isDry
                ? ""
                : throw new UsageException($"{output.Name} is missing: the folder of the episodes (or use {dry.Name})"));
            if (parsed.GetValue(camera) is null == parsed.GetValue(objects) is null)
                throw new UsageException($"either {camera.Name} or {objects.Name} tells where things are");
            if (parsed.GetValue(camera) is not null && parsed.GetValue(calibration) is null)
                throw new UsageException($"{calibration.Name} is missing: where the camera stands");
            CameraCalibration? where = parsed.GetValue(calibration) is { } file ? CalibrationFile.Read(file) : null;
            if (where is { TableHeight: null })
                throw new UsageException(
                    $"calibration '{parsed.GetValue(calibration)}' has no table_height; the policy needs to know how high the table is");
            bool isInline = parsed.GetValue(lockStep);
            var request = new ArmRunRequest
            {
                Policy = parsed.GetValue(policy)!,
                Trigger = parsed.GetValue(trigger),
                Host = parsed.GetValue(robot.Host)!,
                Connection = robot.Of(parsed),
                Camera = parsed.GetValue(camera) is { } eye ? CameraAddress.Parse(eye) : null,
                Tracker = parsed.GetValue(objects) is { } tracker ? CameraAddress.Parse(tracker) : null,
                Ask = Console.IsInputRedirected ? null : what => { reporter.Say(what); Console.In.ReadLine(); },
                Calibration = where,
                Trials = wanted,
                Seed = parsed.GetValue(seed),
                Corrupted = !parsed.GetValue(exact),
                Shuffles = parsed.GetValue(shuffle),
                Controller = parsed.GetValue(law),
                HasNoGripper = parsed.GetValue(noGripper),
                Options = new DeploymentOptions
                {
                    IsInline = isInline,
                    Motion = new MotionOptions { Realtime = isInline ? RealtimeWish.Off : parsed.GetValue(realtime) },
                    HomeSpeed = parsed.GetValue(speed),
                    ContactForce = parsed.GetValue(force),
                },
            };
            using var run = new ArmRun(request, cancellation);
            if (isDry)
            {
                TrialPlan plan = run.Plan(cancellation);
                reporter.Show(plan.Lines, ArmJson.Of(plan));
                return ExitCode.Done;
            }

            (ArmResult outcome, SuccessInterval all) = run.Run(folder, reporter.Monitor, cancellation);
            reporter.Show([outcome.Line(all, folder)], outcome.ToJson(all, folder));
            return ExitCode.Done;
        }, parsed => parsed.GetValue(dry) ? Stopping.Ends : Stopping.Resumes);
    }
}
