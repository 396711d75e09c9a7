namespace IntervenGen.Simulation;

/// <summary>Finds the arm's joints and grip site in a model, and checks that they form an arm.</summary>
internal sealed class JointCheck
{
    private const int Slide = 2, Hinge = 3;

    private readonly ModelInspection _inspection;
    private readonly ArmDescription _arm;

    private JointCheck(ModelInspection inspection)
    {
        _inspection = inspection;
        _arm = inspection.Arm;
        Hinges = [.. _arm.Joints.Select((name, i) => Joint(name, $"the arm's hinge {i + 1} from the base", Hinge))];
        Fingers = [.. _arm.Fingers.Select((name, i) => Joint(name, $"the slide of finger {i + 1}", Slide))];
        GripSite = inspection.Find(
            "site", _arm.GripSite, "the frame between the fingertips that is controlled, z ahead of the hand and x against " +
            "finger 1's opening");
    }

    /// <summary>Ids of the arm's hinges; −1 for one that is missing or of another type.</summary>
    public int[] Hinges { get; }

    /// <summary>Ids of the fingers' slides; −1 for one that is missing or of another type.</summary>
    public int[] Fingers { get; }

    /// <summary>Id of the grip site; −1 if it is missing.</summary>
    public int GripSite { get; }

    /// <summary>Whether all joints exist and have the right type.</summary>
    public bool IsComplete => !Hinges.Contains(-1) && !Fingers.Contains(-1);

    /// <summary>MuJoCo's name for a joint type.</summary>
    public static string TypeName(int type) => type switch
    {
        0 => "free",
        1 => "ball",
        Slide => "slide",
        Hinge => "hinge",
        _ => "unknown",
    };

    /// <summary>Finds the joints and the site, and checks how they are connected.</summary>
    public static JointCheck Inspect(ModelInspection inspection)
    {
        var check = new JointCheck(inspection);
        if (check.IsComplete)
        {
            if (check.GripSite >= 0)
                check.InspectChain();
            check.InspectFingers();
        }

        return check;
    }

    private int Joint(string name, string role, int type)
    {
        int id = _inspection.Find("joint", name, role, other => _inspection.Model.Integers("jnt_type")[other] == type);
        if (id < 0)
            return -1;
        int found = _inspection.Model.Integers("jnt_type")[id];
        if (found == type)
            return id;
        _inspection.Faults.Add(
            $"{_inspection.Named("joint", name)} is a {TypeName(found)} joint; it is {role}: write type=\"{TypeName(type)}\"");
        return -1;
    }

    // The controller's Jacobian and inertia are those of the hinges between the world and the site, and of nothing else.
    private void InspectChain()
    {
        List<int> chain = JointsAbove(_inspection.Model.Integers("site_bodyid")[GripSite]);
        string site = _inspection.Named("site", _arm.GripSite);
        int missing = Hinges.Count(hinge => !chain.Contains(hinge));
        for (int i = 0; i < Hinges.Length; i++)
        {
            string named = _inspection.Named("joint", _arm.Joints[i]);
            if (!chain.Contains(Hinges[i]))
                _inspection.Faults.Add($"{named} does not move {site}: put the site on the hand, behind all {Count} hinges");
        }

        foreach (int joint in chain.Where(joint => !Hinges.Contains(joint)))
        {
            _inspection.Faults.Add(
                $"{_inspection.Named("joint", joint)} moves {site} too; the controller knows the arm's {Count} hinges alone: take it out");
        }

        int[] found = [.. chain.Where(Hinges.Contains)];
        if (missing == 0 && !found.SequenceEqual(Hinges))
        {
            string order = string.Join(", ", found.Select(joint => _arm.Joints[Array.IndexOf(Hinges, joint)]));
            _inspection.Faults.Add(
                $"the arm's hinges come in the order {order} from base to hand; {_arm.Joints[0]} to {_arm.Joints[^1]} is expected: " +
                "give each its own with --mjcf-name");
        }
    }

    private void InspectFingers()
    {
        ReadOnlySpan<byte> limited = _inspection.Model.Bytes("jnt_limited");
        ReadOnlySpan<double> range = _inspection.Model.Doubles("jnt_range");
        for (int i = 0; i < Fingers.Length; i++)
        {
            int joint = Fingers[i];
            string named = _inspection.Named("joint", _arm.Fingers[i]);
            (double min, double max) = (range[2 * joint], range[(2 * joint) + 1]);
            double halfOpen = _arm.HalfOpen(i);
            if (limited[joint] != 0 && !(min <= halfOpen && halfOpen <= max))
            {
                _inspection.Faults.Add(FormattableString.Invariant(
                    $"{named} runs from {min} to {max} m; finger {i + 1} is half open at {halfOpen} m and closed at 0: ")
                    + $"turn its axis, and write range=\"{Range(_arm, i)}\"");
            }

            if (!JointsAbove(_inspection.Model.Integers("jnt_bodyid")[joint]).Contains(Hinges[^1]))
                _inspection.Faults.Add($"{named} is not on the hand: {_inspection.Named("joint", _arm.Joints[^1])} must carry it");
        }
    }

    /// <summary>The joint range of a finger, fully closed to fully open, metres, as written in MJCF.</summary>
    public static string Range(ArmDescription arm, int finger) =>
        finger == 0 ? FormattableString.Invariant($"0 {arm.FingerTravel}") : FormattableString.Invariant($"{-arm.FingerTravel} 0");

    private string Count => _arm.Joints.Count == 7 ? "seven" : "six";

    // Every joint that moves a body, from the world outwards.
    private List<int> JointsAbove(int body)
    {
        ReadOnlySpan<int> parents = _inspection.Model.Integers("body_parentid");
        ReadOnlySpan<int> first = _inspection.Model.Integers("body_jntadr"), count = _inspection.Model.Integers("body_jntnum");
        var joints = new List<int>();
        for (int at = body; at > 0; at = parents[at])
            joints.InsertRange(0, Enumerable.Range(Math.Max(0, first[at]), count[at]));
        return joints;
    }
}
