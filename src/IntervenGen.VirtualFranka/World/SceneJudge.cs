using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.VirtualFranka.World;

/// <summary>Judges a world by its task's own predicates, from true poses and true contacts. On the robot's thread.</summary>
internal sealed class SceneJudge : IDisposable
{
    private const int ControlMilliseconds = 50;

    private readonly SimulatedTask _task;
    private readonly MirroredLane _mirror;
    private readonly MjData _data;
    private readonly MjField _positions, _places, _turns;
    private readonly byte[] _groups;
    private readonly List<(int From, int To, int Count)> _joints = [];
    private readonly List<(int From, int To)> _placed = [];
    private int _milliseconds;

    public SceneJudge(SimulatedTask task, MjModel model, MjData data)
    {
        (_task, _data) = (task, data);
        _mirror = new MirroredLane(task);
        (_positions, _places, _turns) = (data.Doubles("qpos"), data.Doubles("mocap_pos"), data.Doubles("mocap_quat"));
        _groups = GroupsOf(model);
        ReadOnlySpan<int> types = task.Model.Integers("jnt_type");
        ReadOnlySpan<int> to = task.Model.Integers("jnt_qposadr"), from = model.Integers("jnt_qposadr");
        for (int joint = 0; joint < to.Length; joint++)
        {
            string name = task.Model.NameOf("joint", joint);
            if (name.Length > 0 && model.Find("joint", name) is >= 0 and int there)
                _joints.Add((from[there], to[joint], types[joint] switch { 0 => Pose.Size, 1 => 4, _ => 1 }));
        }

        ReadOnlySpan<int> mocaps = model.Integers("body_mocapid");
        for (int body = 0; body < _mirror.Bodies.Count; body++)
        {
            if (!_mirror.Bodies[body].IsFree)
                _placed.Add((mocaps[model.Id("body", _mirror.Bodies[body].Name)], body));
        }
    }

    /// <summary>Forgets what was counted: an episode begins.</summary>
    public void Begin()
    {
        _milliseconds = 0;
        Copy();
        _mirror.Begin(default);
    }

    /// <summary>Lets a millisecond pass, for predicates that must hold for a time.</summary>
    public void Advance()
    {
        if (_task.CounterCount == 0 || ++_milliseconds % ControlMilliseconds != 0)
            return;
        Copy();
        _mirror.Advance(contacts: Contacts());
    }

    /// <summary>Whether the task has succeeded now.</summary>
    public bool IsSuccess()
    {
        Copy();
        _mirror.Look(Contacts());
        return _mirror.IsSuccess;
    }

    public void Dispose() => _mirror.Dispose();

    private void Copy()
    {
        foreach ((int from, int to, int count) in _joints)
            _positions.Span.Slice(from, count).CopyTo(_mirror.Positions[to..]);
        foreach ((int from, int body) in _placed)
            _mirror.SetBody(body, new Pose(Vec3.From(_places.Span[(3 * from)..]), Quat.From(_turns.Span[(4 * from)..])));
    }

    private MjContactState Contacts()
    {
        MjContactState contacts = default;
        _data.AccumulateContacts(_groups, _task.TriggerPairs, ref contacts);
        return contacts;
    }

    // The served scene has the shapes of the task's and, for pictures, some that touch nothing: a shape without a name is of the group
    // of its body's other nameless ones.
    private byte[] GroupsOf(MjModel model)
    {
        var named = new Dictionary<(string Kind, string Name), byte>();
        ReadOnlySpan<int> bodies = _task.Model.Integers("geom_bodyid");
        for (int geom = 0; geom < bodies.Length; geom++)
            named.TryAdd(KeyOf(_task.Model, bodies, geom), _task.GeomGroups[geom]);
        ReadOnlySpan<int> served = model.Integers("geom_bodyid");
        byte[] groups = new byte[served.Length];
        for (int geom = 0; geom < groups.Length; geom++)
            groups[geom] = named.GetValueOrDefault(KeyOf(model, served, geom));
        return groups;
    }

    private static (string Kind, string Name) KeyOf(MjModel model, ReadOnlySpan<int> bodies, int geom) =>
        model.NameOf("geom", geom) is { Length: > 0 } name ? ("geom", name) : ("body", model.NameOf("body", bodies[geom]));
}
