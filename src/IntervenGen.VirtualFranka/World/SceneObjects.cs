using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.VirtualFranka.World;

/// <summary>The bodies of a scene that move freely or that are put where an episode wants them. On the robot's thread.</summary>
internal sealed class SceneObjects
{
    /// <summary>Body of the usual scene's cube.</summary>
    public const string Cube = "block";

    private readonly MjField _positions, _velocities, _places, _turns;
    private readonly MovableBody[] _entries;

    public SceneObjects(MjModel model, MjData data)
    {
        _positions = data.Doubles("qpos");
        _velocities = data.Doubles("qvel");
        _places = data.Doubles("mocap_pos");
        _turns = data.Doubles("mocap_quat");
        _entries = [.. MovableBody.In(model)];
        Names = [.. _entries.Select(entry => entry.Name)];
        int pushed = Math.Max(Array.FindIndex(_entries, entry => entry.Name == Cube), Array.FindIndex(_entries, entry => entry.IsFree));
        Pushed = pushed < 0 ? null : _entries[pushed].Body;
    }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Body that random pushes go to: the cube, or the first that moves freely; null for none.</summary>
    public int? Pushed { get; }

    /// <exception cref="UsageException">There is none of that name.</exception>
    public int Find(string name)
    {
        int index = Array.FindIndex(_entries, entry => entry.Name == name);
        return index >= 0 ? index : throw new UsageException(
            $"nothing called '{name}' moves in this scene; known are {(Names.Count == 0 ? "none" : string.Join(", ", Names))}");
    }

    /// <summary>Index of a body, by its id in the model.</summary>
    public int Of(int body) => Array.FindIndex(_entries, entry => entry.Body == body);

    /// <summary>World frame.</summary>
    public Pose Pose(int index)
    {
        MovableBody entry = _entries[index];
        return entry.IsFree
            ? Numerics.Pose.From(_positions.Span[entry.Address..])
            : new Pose(Vec3.From(_places.Span[(3 * entry.Address)..]), Quat.From(_turns.Span[(4 * entry.Address)..]));
    }

    /// <summary>Puts one elsewhere, at rest.</summary>
    /// <param name="index">Which.</param>
    /// <param name="pose">World frame.</param>
    public void Put(int index, in Pose pose)
    {
        MovableBody entry = _entries[index];
        if (entry.IsFree)
        {
            pose.WriteTo(_positions.Span.Slice(entry.Address, Numerics.Pose.Size));
            _velocities.Span.Slice(entry.Velocity, 6).Clear();
            return;
        }

        pose.Position.WriteTo(_places.Span[(3 * entry.Address)..]);
        pose.Orientation.WriteTo(_turns.Span[(4 * entry.Address)..]);
    }
}
