using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation.Clearance;

/// <summary>Which geoms of a model can touch, and what each of them moves with.</summary>
/// <remarks>Immutable; shared by all lanes.</remarks>
internal sealed class CollidingPairs
{
    /// <summary>What a geom moves with: nothing, the robot, or (from <see cref="FirstObject"/> on) a free object.</summary>
    public const int Static = 0, Robot = 1, FirstObject = 2;

    private const int Plane = 0;

    private readonly MjModel _model;

    /// <summary>Finds the pairs of a model.</summary>
    /// <param name="model">The simulated model.</param>
    /// <param name="firstLink">Body of the arm's first joint.</param>
    /// <param name="lastLink">Body of its last joint.</param>
    /// <param name="objects">The objects that move freely.</param>
    public CollidingPairs(MjModel model, int firstLink, int lastLink, IReadOnlyList<FreeObject> objects)
    {
        _model = model;
        int count = model.Size("ngeom");
        Boxes = [.. Enumerable.Range(0, count).Select(geom => GeomBox.Of(model, geom))];
        IsPlane = [.. Enumerable.Range(0, count).Select(geom => model.Integers("geom_type")[geom] == Plane)];
        int root = RootOf(firstLink);
        int[] owners = [.. Enumerable.Range(0, model.Size("nbody")).Select(body => OwnerOf(body, root, objects))];
        Owners = [.. Enumerable.Range(0, count).Select(geom => owners[model.Integers("geom_bodyid")[geom]])];
        All = [.. Listed().Concat(ByBits()).Distinct().Where(pair => Owners[pair.First] != Owners[pair.Second])];
        HandGeoms = [.. HandBodies(model, lastLink).SelectMany(GeomsOf).Where(
            geom => All.Any(pair => pair.First == geom || pair.Second == geom))];
        GripTimes = [.. objects.Select((_, i) => GripTimeOf(FirstObject + i))];
        SlowSpeed = SlowSpeedOf();
    }

    /// <summary>The pairs whose geoms move with different things.</summary>
    public (int First, int Second)[] All { get; }

    /// <summary>A box around each geom, shape [ngeom].</summary>
    public GeomBox[] Boxes { get; }

    /// <summary>Which geoms are planes, which have no end, shape [ngeom].</summary>
    public bool[] IsPlane { get; }

    /// <summary>What each geom moves with, shape [ngeom].</summary>
    public int[] Owners { get; }

    /// <summary>Geoms of the hand and its fingers that can touch something.</summary>
    public int[] HandGeoms { get; }

    /// <summary>Shortest time constant of contacts between the robot and each free object, seconds: that of a grip.</summary>
    public double[] GripTimes { get; }

    /// <summary>Speed up to which 5 ms substeps resolve contacts, metres per second; 0 where they never do.</summary>
    /// <remarks>
    /// Within a substep nothing may come deeper than 7.5 % of the thinnest thing that can touch anything, and MuJoCo keeps a contact's
    /// stiffness only where its time constant is at least two substeps.
    /// </remarks>
    public double SlowSpeed { get; }

    private int RootOf(int body)
    {
        ReadOnlySpan<int> parents = _model.Integers("body_parentid");
        while (parents[body] != 0)
            body = parents[body];
        return body;
    }

    private int OwnerOf(int body, int robot, IReadOnlyList<FreeObject> objects)
    {
        ReadOnlySpan<int> parents = _model.Integers("body_parentid");
        for (; body != 0; body = parents[body])
        {
            if (body == robot)
                return Robot;
            for (int i = 0; i < objects.Count; i++)
            {
                if (objects[i].Body == body)
                    return FirstObject + i;
            }
        }

        return Static;
    }

    private IEnumerable<(int First, int Second)> Listed()
    {
        int[] first = [.. _model.Integers("pair_geom1")], second = [.. _model.Integers("pair_geom2")];
        return first.Zip(second);
    }

    // MuJoCo's own filter, but for excluded bodies: one pair too many makes a distance too small, which is safe.
    private IEnumerable<(int First, int Second)> ByBits()
    {
        int[] types = [.. _model.Integers("geom_contype")], affinities = [.. _model.Integers("geom_conaffinity")];
        for (int i = 0; i < types.Length; i++)
        {
            for (int j = i + 1; j < types.Length; j++)
            {
                if ((types[i] & affinities[j]) != 0 || (types[j] & affinities[i]) != 0)
                    yield return (i, j);
            }
        }
    }

    private IEnumerable<int> GeomsOf(int body)
    {
        int[] bodies = [.. _model.Integers("geom_bodyid")];
        return Enumerable.Range(0, bodies.Length).Where(geom => bodies[geom] == body);
    }

    // The last link and what is attached to it.
    private static IEnumerable<int> HandBodies(MjModel model, int last)
    {
        return Enumerable.Range(0, model.CountOf("body")).Where(body => BodyTree.IsBelow(model, body, last));
    }

    private double GripTimeOf(int owner)
    {
        ReadOnlySpan<int> first = _model.Integers("pair_geom1"), second = _model.Integers("pair_geom2");
        ReadOnlySpan<double> listed = _model.Doubles("pair_solref"), own = _model.Doubles("geom_solref");
        double least = double.MaxValue;
        for (int pair = 0; pair < first.Length; pair++)
        {
            if (Owners[first[pair]] + Owners[second[pair]] == owner + Robot
                && (Owners[first[pair]] == owner || Owners[second[pair]] == owner))
                least = Math.Min(least, listed[2 * pair]);
        }

        // Pairs that touch by their bits have the mean of both geoms: at least the stiffer one's.
        for (int geom = 0; geom < Owners.Length && least == double.MaxValue; geom++)
        {
            if (Owners[geom] == owner)
                least = own[2 * geom];
        }

        return least;
    }

    private double SlowSpeedOf()
    {
        const double substep = 0.005, shareOfThickness = 0.075;
        double thinnest = double.MaxValue;
        foreach ((int first, int second) in All)
        {
            foreach (int geom in (ReadOnlySpan<int>)[first, second])
            {
                Vec3 half = Boxes[geom].Half;
                if (!IsPlane[geom])
                    thinnest = Math.Min(thinnest, 2 * Math.Min(half.X, Math.Min(half.Y, half.Z)));
            }
        }

        bool isSoft = true;
        foreach (string field in (ReadOnlySpan<string>)["pair_solref", "geom_solref"])
        {
            ReadOnlySpan<double> values = _model.Doubles(field);
            for (int i = 0; i < values.Length; i += 2)
                isSoft &= values[i] >= 2 * substep;
        }

        return isSoft && thinnest < double.MaxValue ? shareOfThickness * thinnest / substep : 0;
    }
}
