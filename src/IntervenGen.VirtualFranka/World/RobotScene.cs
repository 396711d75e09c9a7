using System.Xml.Linq;
using IntervenGen.Core;
using IntervenGen.Franka.Model;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Simulation;
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
    private readonly SimulatedTask _task;
    private readonly ulong _seed;

    private RobotScene(SimulatedTask task, ulong seed)
    {
        (_task, _seed) = (task, seed);
        Start = At(0);
    }

    /// <summary>Name of the task.</summary>
    public string Name => _task.Spec.Name;

    /// <summary>Where the first episode begins.</summary>
    public SceneStart Start { get; }

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
            return new RobotScene(opened, seed);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Where an episode begins: as that attempt of the same seed does in simulation. Any thread.</summary>
    /// <param name="attempt">Index of the episode, from 0.</param>
    /// <exception cref="UsageException">The task diverges at its start.</exception>
    public SceneStart At(long attempt)
    {
        using var lane = new SimulatedLane(_task);
        lane.Reset(new EpisodeKey(_seed, SceneSplit.Evaluation, attempt, Corrupted: false));
        return lane.HasDiverged
            ? throw new UsageException($"task '{Name}' diverges at its start; 'igen task check' says more")
            : new SceneStart(_task, lane);
    }

    /// <inheritdoc/>
    public void Dispose() => _task.Dispose();

    /// <summary>Judges a world of this scene by the task's own predicates.</summary>
    internal SceneJudge Judge(MjModel model, MjData data) => new(_task, model, data);

    /// <summary>Compiles the scene around an arm; the caller owns the model.</summary>
    internal MjModel Compile(FrankaArm arm, ArmLimits limits)
    {
        XDocument document = MjcfText.Parse(_task.Xml);
        SceneModel.Change(document, arm, limits);
        return _task.CompileVariant(document);
    }
}
