using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

/// <summary>The arm as a chain from the world to its grip site: forward kinematics, and joints for a pose by damped least
/// squares.</summary>
/// <remarks>
/// Levenberg–Marquardt steps δ = Jᵀ(JJᵀ + λ²I)⁻¹e (Wampler 1986; Nakamura and Hanafusa 1986), clamped to the joints' ranges. The fixed
/// numbers are the model's; one object per lane, one thread; allocates nothing after construction.
/// </remarks>
internal sealed class ArmChain
{
    // Of the damped steps, which converge in five to ten.
    private const int MaxIterations = 30;

    // Metres, and radians weighted as 10 cm of arm; radians per iteration.
    private const double Damping = 0.02, MaxTurn = 0.3;

    // Metres and radians within which a pose counts as reached.
    private const double MaxOffset = 0.003, MaxAngle = 0.03;

    private const int Directions = 6;

    private readonly Pose[] _parentFromBody;
    private readonly int[] _jointOf;
    private readonly Vec3[] _axes, _anchors;
    private readonly double[] _zero, _lower, _upper;
    private readonly Pose _bodyFromSite;
    private readonly Vec3[] _worldAxes, _worldAnchors;
    private readonly double[] _jacobian, _normal = new double[Directions * Directions], _step = new double[Directions];

    /// <summary>Reads the chain from a model.</summary>
    public ArmChain(MjModel model, ArmModel arm)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(arm);
        ReadOnlySpan<int> parents = model.Integers("body_parentid");
        var bodies = new List<int>();
        for (int body = model.Integers("site_bodyid")[arm.GripSite]; body != 0; body = parents[body])
            bodies.Insert(0, body);
        _parentFromBody = [.. bodies.Select(body => PoseOf(model, "body", body))];
        _bodyFromSite = PoseOf(model, "site", arm.GripSite);
        _jointOf = [.. bodies.Select(body => Enumerable.Range(0, arm.Joints).FirstOrDefault(joint => arm.BodyOf(joint) == body, -1))];
        _axes = new Vec3[arm.Joints];
        _anchors = new Vec3[arm.Joints];
        (_zero, _lower, _upper) = (new double[arm.Joints], new double[arm.Joints], new double[arm.Joints]);
        for (int joint = 0; joint < arm.Joints; joint++)
        {
            int id = arm.JointId[joint];
            _axes[joint] = Vec3.From(model.Doubles("jnt_axis")[(3 * id)..]);
            _anchors[joint] = Vec3.From(model.Doubles("jnt_pos")[(3 * id)..]);
            _zero[joint] = model.Doubles("qpos0")[arm.PositionAddress[joint]];
            bool isLimited = model.Bytes("jnt_limited")[id] != 0;
            (_lower[joint], _upper[joint]) = isLimited
                ? (model.Doubles("jnt_range")[2 * id], model.Doubles("jnt_range")[(2 * id) + 1])
                : (double.NegativeInfinity, double.PositiveInfinity);
        }

        (_worldAxes, _worldAnchors) = (new Vec3[arm.Joints], new Vec3[arm.Joints]);
        _jacobian = new double[Directions * arm.Joints];
    }

    /// <summary>Pose of the grip site, world frame.</summary>
    /// <param name="joints">Joint positions, radians, shape [joints].</param>
    public Pose Forward(ReadOnlySpan<double> joints)
    {
        Pose pose = Pose.Identity;
        for (int link = 0; link < _parentFromBody.Length; link++)
        {
            pose *= _parentFromBody[link];
            if (_jointOf[link] is not (>= 0 and int joint))
                continue;
            // The body turns about the joint's anchor, which stays where it is.
            Vec3 anchor = pose.Transform(_anchors[joint]);
            Quat orientation = pose.Orientation * Quat.FromAxisAngle(_axes[joint], joints[joint] - _zero[joint]);
            (_worldAxes[joint], _worldAnchors[joint]) = (pose.Orientation.Rotate(_axes[joint]), anchor);
            pose = new Pose(anchor - orientation.Rotate(_anchors[joint]), orientation.Normalized);
        }

        return pose * _bodyFromSite;
    }

    /// <summary>Looks for joints at a pose, near those given.</summary>
    /// <param name="worldFromEef">The wanted pose of the grip site, world frame.</param>
    /// <param name="joints">Where the search starts, and what it finds, radians, shape [joints].</param>
    /// <param name="turns">Whether the orientation is wanted, too.</param>
    /// <returns>Whether the pose is reached to 3 mm and, if wanted, 0.03 rad.</returns>
    public bool TryInvert(in Pose worldFromEef, Span<double> joints, bool turns = true)
    {
        for (int iteration = 0; iteration < MaxIterations; iteration++)
        {
            Pose now = Forward(joints);
            Twist left = Twist.Between(now, worldFromEef);
            if (left.Linear.Length < MaxOffset && (!turns || left.Angular.Length < MaxAngle))
                return true;
            if (!TryStep(now.Position, left, turns, joints))
                return false;
        }

        return false;
    }

    private bool TryStep(Vec3 site, in Twist left, bool turns, Span<double> joints)
    {
        int directions = turns ? Directions : Directions / 2;
        for (int joint = 0; joint < joints.Length; joint++)
        {
            Span<double> column = _jacobian.AsSpan(Directions * joint, Directions);
            Vec3.Cross(_worldAxes[joint], site - _worldAnchors[joint]).WriteTo(column);
            _worldAxes[joint].WriteTo(column[3..]);
        }

        Span<double> normal = _normal.AsSpan(0, directions * directions), step = _step.AsSpan(0, directions);
        for (int row = 0; row < directions; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double sum = row == column ? Damping * Damping : 0;
                for (int joint = 0; joint < joints.Length; joint++)
                    sum += _jacobian[(Directions * joint) + row] * _jacobian[(Directions * joint) + column];
                normal[(row * directions) + column] = sum;
            }
        }

        left.Linear.WriteTo(step);
        if (turns)
            left.Angular.WriteTo(step[3..]);
        if (!CholeskySolver.TrySolve(normal, step))
            return false;
        for (int joint = 0; joint < joints.Length; joint++)
        {
            double turn = 0;
            for (int row = 0; row < directions; row++)
                turn += _jacobian[(Directions * joint) + row] * step[row];
            joints[joint] = Math.Clamp(joints[joint] + Math.Clamp(turn, -MaxTurn, MaxTurn), _lower[joint], _upper[joint]);
        }

        return true;
    }

    private static Pose PoseOf(MjModel model, string kind, int id) => new(
        Vec3.From(model.Doubles($"{kind}_pos")[(3 * id)..]), Quat.From(model.Doubles($"{kind}_quat")[(4 * id)..]));
}
