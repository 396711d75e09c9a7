using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Deployment;
using IntervenGen.Episodes;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Model;
using IntervenGen.Generation;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Triggers;
using IntervenGen.Numerics;
using IntervenGen.Perception.Estimation;
using IntervenGen.Perception.Network;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Tasks.BlockGrasp;
using IntervenGen.Tasks.Folders;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Robots;

namespace IntervenGen;

/// <summary>A policy connected to its arm, gripper and camera: runs trials, or reports what it would command.</summary>
/// <remarks>One thread. Nothing moves before <see cref="Run"/>.</remarks>
internal sealed class ArmRun : IDisposable
{
    private readonly ArmRunRequest _request;
    private readonly Stack<IDisposable> _held = [];
    private readonly TaskSpec _spec;
    private readonly IArmTrial _trial;
    private readonly GraspTrial? _grasp;
    private readonly string _robot, _policyDigest;
    private readonly string? _triggerDigest;
    private readonly Observability _observability;

    /// <summary>Loads the policy and connects to camera, arm and gripper.</summary>
    /// <exception cref="UsageException">The policy is for another task, or the calibration lacks the table's height.</exception>
    /// <exception cref="IntervenGenException">The robot or the camera does not answer.</exception>
    public ArmRun(ArmRunRequest request, CancellationToken cancellation)
    {
        _request = request;
        try
        {
            SimulatedTask task = Hold(OpenTask(request, out _observability));
            _spec = task.Spec;
            LoadedPolicy policy = Hold(PolicyFormats.Open(request.Policy, _spec));
            _policyDigest = policy.Facts.Digest;
            TriggerModel? trigger = request.Trigger is { } file ? TriggerModel.Load(file).For(_spec) : null;
            _triggerDigest = trigger?.Digest;
            IPolicySession session = Hold(policy.Policy.CreateSession(1));
            DeploymentOptions options = OptionsFor(task, request);
            TrackerClient? tracker = request.Tracker is { } at ? Hold(TrackerClient.Connect(at.Host, at.Port)) : null;
            ICubeSight? sight = tracker is null ? ConnectCamera(request, options, cancellation) : null;
            FciConnection connection = Hold(FciConnection.Connect(request.Host, request.Connection));
            GripperConnection? gripper = request.HasNoGripper ? null : Hold(ConnectHand(request));
            FrankaArm arm = FrankaArm.Of(connection.Version).With(FrankaArm.Hand);
            IPoseController controller = request.Controller == ArmController.Joint ? new JointImpedance(arm) : new CartesianImpedance(arm);
            if (tracker is null)
                _grasp = new GraspTrial(connection, gripper, sight!, session, controller, _spec, options)
                {
                    Shuffles = request.Shuffles,
                    Judge = trigger?.Create(),
                };
            _trial = Hold(_grasp ?? (IArmTrial)new TaskTrial(connection, gripper, tracker!, tracker!, session, controller, task, options)
            {
                Ask = request.Ask,
                Judge = trigger?.Create(),
            });
            _robot = $"{arm.Name} over FCI {connection.Version.Number}";
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private EpisodeKey Keys => new(_request.Seed, SceneSplit.Evaluation, 0, _request.Corrupted);

    /// <summary>Plans the first trial without moving the arm.</summary>
    /// <exception cref="UsageException">The things are told by a tracker.</exception>
    public TrialPlan Plan(CancellationToken cancellation) =>
        (_grasp ?? throw new UsageException("a dry run needs a camera: with a tracker nothing is planned before the arm moves"))
        .Plan(Keys, cancellation);

    /// <summary>Runs trials into a dataset, continuing an earlier run. The arm moves.</summary>
    /// <returns>The result of this call's trials, and the success rate over the whole dataset.</returns>
    public (ArmResult Result, SuccessInterval All) Run(string folder, RunMonitor monitor, CancellationToken cancellation)
    {
        var config = new JsonObject
        {
            ["policy"] = _policyDigest,
            ["corrupted"] = _request.Corrupted,
            ["controller"] = _request.Controller.ToString(),
            ["arm"] = _robot,
        };
        if (_observability != Observability.Full)
            config[EpisodeReplayer.ObservabilityKey] = _observability.ToString();
        if (_triggerDigest is not null)
            config[DatasetRuns.TriggerKey] = _triggerDigest;
        var manifest = StoreManifest.For(_spec, _request.Seed, DatasetKind.Rollouts, "", config, Workspace.Versions);
        using EpisodeStoreWriter writer = EpisodeStoreWriter.OpenOrCreate(folder, manifest);
        writer.KeepsFailures = true;
        var trials = new ArmTrials(_trial, monitor);
        ArmResult outcome = trials.Run(Keys, _request.Trials, writer, cancellation);
        writer.Complete();
        return (outcome, new SuccessInterval(writer.KeptCount, (int)writer.NextAttempt));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_held.TryPop(out IDisposable? held))
            held.Dispose();
    }

    // A camera knows the cube alone; a tracker all things of any task. A touch reveals what it revealed where the policy learned.
    private static SimulatedTask OpenTask(ArmRunRequest request, out Observability observability)
    {
        observability = Observability.Full;
        if (request.Tracker is null)
            return TaskCatalog.Find("block-grasp").Open();
        PolicyFacts facts = PolicyFormats.Inspect(request.Policy);
        observability = ObservabilityOf(facts);
        return TaskCatalog.Find(InputTask.Of(facts, request.Policy))
            .Open(new TaskOptions(Observability: observability, Robot: RobotFolder.Find(Robot.Default)));
    }

    // An arm feels contact, so that one that had to ask need not.
    private static Observability ObservabilityOf(PolicyFacts facts)
    {
        Observability seen = facts.Feels ?? (Enum.TryParse(facts.Observability, out Observability learned) ? learned : Observability.Full);
        return seen == Observability.OnRequest ? Observability.Full : seen;
    }

    private static DeploymentOptions OptionsFor(SimulatedTask task, ArmRunRequest request)
    {
        Pose worldFromBase = task.WorldFromBase;
        double tableHeight = request.Calibration switch
        {
            null => BlockGraspScene.TableTop - worldFromBase.Position.Z,
            { TableHeight: { } height } => height,
            _ => throw new UsageException("the calibration has no table_height; the policy needs to know how high the table is"),
        };
        // The policy's world: its table stands at 0.8 m, straight under this one.
        return request.Options with
        {
            WorldFromBase = worldFromBase with
            {
                Position = worldFromBase.Position with { Z = BlockGraspScene.TableTop - tableHeight },
            },
            Limits = request.Options.Limits.Above(tableHeight),
        };
    }

    private CameraSight ConnectCamera(ArmRunRequest request, DeploymentOptions options, CancellationToken cancellation)
    {
        if (request is not { Camera: { } at, Calibration: { } calibration })
            throw new UsageException("a camera with its calibration, or a tracker, must tell where things are");
        CameraClient camera = Hold(CameraClient.Connect(at.Host, at.Port, TimeSpan.FromSeconds(5), cancellation));
        return Hold(new CameraSight(
            camera, calibration, options.WorldFromBase, options.IsInline, new CubePoseOptions { TableHeight = calibration.TableHeight }));
    }

    private static GripperConnection ConnectHand(ArmRunRequest request)
    {
        try
        {
            return GripperConnection.Connect(request.Host, request.Connection);
        }
        catch (FrankaNetworkException exception)
        {
            throw new FrankaNetworkException($"{exception.Message} Without a hand: --no-gripper", exception);
        }
    }

    private T Hold<T>(T resource)
        where T : IDisposable
    {
        _held.Push(resource);
        return resource;
    }
}
