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
using IntervenGen.Perception.Estimation;
using IntervenGen.Perception.Network;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Tasks.BlockGrasp;

namespace IntervenGen;

/// <summary>A policy connected to its arm, gripper and camera: runs trials, or reports what it would command.</summary>
/// <remarks>One thread. Nothing moves before <see cref="Run"/>.</remarks>
internal sealed class ArmRun : IDisposable
{
    private readonly ArmRunRequest _request;
    private readonly Stack<IDisposable> _held = [];
    private readonly TaskSpec _spec;
    private readonly GraspTrial _trial;
    private readonly string _robot, _policyDigest;

    /// <summary>Loads the policy and connects to camera, arm and gripper.</summary>
    /// <exception cref="UsageException">The policy is for another task, or the calibration lacks the table's height.</exception>
    /// <exception cref="IntervenGenException">The robot or the camera does not answer.</exception>
    public ArmRun(ArmRunRequest request, CancellationToken cancellation)
    {
        _request = request;
        try
        {
            double tableHeight = request.Calibration.TableHeight
                ?? throw new UsageException("the calibration has no table_height; the policy needs to know how high the table is");
            // The policy's world: its table stands at 0.8 m, straight under this one.
            DeploymentOptions options = request.Options with
            {
                WorldFromBase = BlockGraspScene.WorldFromBase with
                {
                    Position = BlockGraspScene.WorldFromBase.Position with { Z = BlockGraspScene.TableTop - tableHeight },
                },
                Limits = request.Options.Limits.Above(tableHeight),
            };
            SimulatedTask task = Hold(TaskCatalog.Find("block-grasp").Open());
            _spec = task.Spec;
            LoadedPolicy policy = Hold(PolicyFormats.Open(request.Policy, _spec));
            _policyDigest = policy.Facts.Digest;
            IPolicySession session = Hold(policy.Policy.CreateSession(1));
            CameraClient camera = Hold(
                CameraClient.Connect(request.CameraHost, request.CameraPort, TimeSpan.FromSeconds(5), cancellation));
            CameraSight sight = Hold(new CameraSight(
                camera, request.Calibration, options.WorldFromBase, options.IsInline, new CubePoseOptions { TableHeight = tableHeight }));
            FciConnection connection = Hold(FciConnection.Connect(request.Host, request.Connection));
            GripperConnection? gripper = request.HasNoGripper ? null : Hold(ConnectHand(request));
            FrankaArm arm = (connection.Version.Number <= 5 ? FrankaArm.Panda : FrankaArm.Fr3).With(FrankaArm.Hand);
            IPoseController controller = request.Controller == ArmController.Joint ? new JointImpedance(arm) : new CartesianImpedance(arm);
            _trial = Hold(new GraspTrial(connection, gripper, sight, session, controller, _spec, options));
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
    public TrialPlan Plan(CancellationToken cancellation) => _trial.Plan(Keys, cancellation);

    /// <summary>Runs trials into a dataset, continuing an earlier run. The arm moves.</summary>
    /// <returns>The result of this call's trials, and the success rate over the whole dataset.</returns>
    public (ArmResult Result, SuccessInterval All) Run(string folder, RunMonitor monitor, CancellationToken cancellation)
    {
        var config = new JsonObject
        {
            ["policy"] = _policyDigest,
            ["corrupted"] = _request.Corrupted,
            ["controller"] = _request.Controller.ToString(),
            ["robot"] = _robot,
        };
        var manifest = StoreManifest.For(_spec, _request.Seed, DatasetKind.Rollouts, "", config, Workspace.Versions);
        using EpisodeStoreWriter writer = EpisodeStoreWriter.OpenOrCreate(folder, manifest);
        writer.KeepsFailures = true;
        var trials = new ArmTrials(_trial, monitor) { Shuffles = _request.Shuffles };
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
