using System.Xml.Linq;
using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Simulation.Clearance;
using IntervenGen.Tasks;
using IntervenGen.Tasks.Folders;
using IntervenGen.Tasks.Parts;
using IntervenGen.Tasks.Robots;

namespace IntervenGen.VirtualFranka.World;

/// <summary>A task's scene around a virtual robot: its things, where an episode of the task begins.</summary>
/// <remarks>
/// The task is opened with the Panda, whose shapes and names the virtual robot has; masses, limits and lengths become the served arm's.
/// Immutable; several robots may have one, each with a world of its own.
/// </remarks>
public sealed class RobotScene : IDisposable
{
    private static readonly string[] s_fields = ["qpos", "mocap_pos", "mocap_quat"];

    private readonly SimulatedTask _task;
    private readonly double[][] _start;

    private RobotScene(SimulatedTask task, SimulatedLane lane)
    {
        _task = task;
        _start = [.. s_fields.Select(field => lane.Data.Doubles(field).Span.ToArray())];
        double[] posture = new double[FrankaArm.Joints];
        for (int i = 0; i < posture.Length; i++)
            posture[i] = lane.Positions[task.Arm.JointAddress(i)];
        Posture = JointNumbers.From(posture);
        (double first, double second) = lane.Fingers;
        Width = first - second;
        Pose fingersFromWorld = FingersFrom(
            lane.BodyPose(task.Model.Id("body", "leftfinger")), lane.BodyPose(task.Model.Id("body", "rightfinger"))).Inverse();
        var held = new List<(int, Pose)>();
        foreach (FreeObject thing in task.FreeObjects)
        {
            if ((lane.Contacts.Pairs & thing.Pads) != 0)
                held.Add((thing.Body, fingersFromWorld * lane.BodyPose(thing.Body)));
        }

        Held = held;
    }

    /// <summary>Name of the task.</summary>
    public string Name => _task.Spec.Name;

    /// <summary>Joint positions at the start, rad.</summary>
    public JointNumbers Posture { get; }

    /// <summary>Opening between the fingers at the start, metres.</summary>
    public double Width { get; }

    /// <summary>Bodies that the hand holds at the start, each with its pose in the frame between the fingers.</summary>
    internal IReadOnlyList<(int Body, Pose FingersFromBody)> Held { get; }

    /// <summary>Opens a task and places its things for an episode.</summary>
    /// <param name="task">Name of a built-in task, or the path of a task's folder.</param>
    /// <param name="seed">Seed of the start.</param>
    /// <exception cref="UsageException">There is no such task, it is not made for a Panda, or its scene does not compile.</exception>
    public static RobotScene Open(string task, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(task);
        SimulatedTask opened = TaskCatalog.Find(task).Open(new TaskOptions(Robot: RobotFolder.Find(Robot.Default)));
        try
        {
            using var lane = new SimulatedLane(opened);
            lane.Reset(new EpisodeKey(seed, SceneSplit.Evaluation, 0, Corrupted: false));
            return lane.HasDiverged
                ? throw new UsageException($"task '{opened.Spec.Name}' diverges at its start; 'igen task check' says more")
                : new RobotScene(opened, lane);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _task.Dispose();

    /// <summary>The frame between the fingers, from those of both.</summary>
    internal static Pose FingersFrom(in Pose left, in Pose right) =>
        left with { Position = (left.Position + right.Position) * 0.5 };

    /// <summary>Compiles the scene around an arm; the caller owns the model.</summary>
    internal MjModel Compile(FrankaArm arm, ArmLimits limits)
    {
        XDocument document = MjcfText.Parse(_task.Xml);
        SceneModel.Change(document, arm, limits);
        return _task.CompileVariant(document);
    }

    /// <summary>Copies where everything is at the start.</summary>
    internal void CopyTo(MjData data)
    {
        for (int i = 0; i < s_fields.Length; i++)
            _start[i].CopyTo(data.Doubles(s_fields[i]).Span);
    }
}
