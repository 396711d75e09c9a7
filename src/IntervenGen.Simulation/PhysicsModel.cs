using System.Xml;
using System.Xml.Linq;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>A task's model without its purely visual geoms: those that neither collide nor have mass.</summary>
/// <remarks>
/// MuJoCo computes the pose of every geom in every substep; a tenth of a substep goes into shells that no contact and no
/// inertia depends on. The same states and the same bits come out without them.
/// </remarks>
internal static class PhysicsModel
{
    /// <summary>Compiles the MJCF without its visual geoms, or with all of them if the physics cannot be shown to be unchanged.</summary>
    /// <param name="full">The whole MJCF, compiled.</param>
    /// <param name="source">The MJCF, with includes resolved.</param>
    /// <returns>A new model; sizes and inertia equal those of <paramref name="full"/>, pairs have what <see cref="PairContacts"/> gives
    /// them.</returns>
    public static MjModel Compile(MjModel full, MjcfSource source)
    {
        XDocument document;
        try
        {
            document = MjcfText.Parse(source.Xml);
        }
        catch (XmlException)
        {
            return source.Compile(source.Xml);
        }

        PairContacts.Complete(document, full);
        SceneBuffers.Fit(document);
        string completed = document.ToString(SaveOptions.DisableFormatting);
        if (Strip(full, document) && TryCompile(source, document) is { } physics)
        {
            if (IsSamePhysics(full, physics))
                return physics;
            physics.Dispose();
        }

        return source.Compile(completed);
    }

    // A body that weighs what its visual geoms weigh does not compile without them.
    private static MjModel? TryCompile(MjcfSource source, XDocument document)
    {
        try
        {
            return source.Compile(document.ToString(SaveOptions.DisableFormatting));
        }
        catch (UsageException)
        {
            return null;
        }
    }

    // False where elements and compiled geoms cannot be matched: replicated, composite or attached bodies.
    private static bool Strip(MjModel full, XDocument document)
    {
        var elements = new List<XElement>();
        foreach (XElement world in document.Root!.Elements("worldbody"))
            Collect(world, elements);
        ReadOnlySpan<int> types = full.Integers("geom_contype"), affinities = full.Integers("geom_conaffinity");
        if (elements.Count != types.Length)
            return false;
        HashSet<int> paired = [.. full.Integers("pair_geom1"), .. full.Integers("pair_geom2")];
        for (int geom = 0; geom < types.Length; geom++)
        {
            // A named geom may be asked for by name, and one whose density is not zero may be what the body weighs.
            bool visual = types[geom] == 0 && affinities[geom] == 0 && !paired.Contains(geom);
            if (visual && elements[geom].Attribute("name") is null)
                elements[geom].Remove();
        }

        return true;
    }

    // Compiled geoms are numbered body by body, bodies in the order of their elements.
    private static void Collect(XElement body, List<XElement> geoms)
    {
        geoms.AddRange(body.Elements("geom"));
        foreach (XElement child in body.Elements("body"))
            Collect(child, geoms);
    }

    private static bool IsSamePhysics(MjModel full, MjModel physics)
    {
        foreach (string size in (ReadOnlySpan<string>)["nq", "nv", "nu", "nbody", "nmocap", "njnt", "nsite", "npair"])
        {
            if (full.Size(size) != physics.Size(size))
                return false;
        }

        foreach (string field in (ReadOnlySpan<string>)["body_mass", "body_inertia", "body_ipos", "body_iquat", "qpos0"])
        {
            if (!full.Doubles(field).SequenceEqual(physics.Doubles(field)))
                return false;
        }

        return true;
    }
}
