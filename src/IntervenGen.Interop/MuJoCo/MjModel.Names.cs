using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Interop.MuJoCo;

// Names and ids of a model's elements. Types are MuJoCo's words: body, joint, geom, site, actuator …
public sealed unsafe partial class MjModel
{
    // More than a message has room for; what is longer is cut.
    private const int MaxNameBytes = 1024;

    /// <summary>Id of a named element.</summary>
    /// <param name="type">MuJoCo's name for the kind: body, joint, geom, site, actuator …</param>
    /// <param name="name">The element's name.</param>
    /// <exception cref="IntervenGenException">The model has no such element.</exception>
    public int Id(string type, string name) =>
        Find(type, name) is var id and >= 0 ? id : throw new IntervenGenException($"the model has no {type} named '{name}'");

    /// <summary>Id of a named element; −1 if the model has none of that name.</summary>
    /// <param name="type">MuJoCo's name for the kind.</param>
    /// <param name="name">The element's name.</param>
    /// <exception cref="IntervenGenException">The name is longer than MuJoCo accepts.</exception>
    public int Find(string type, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // Names come from models that others wrote, so that this is no caller's mistake.
        if (Encoding.UTF8.GetByteCount(name) > MjName.MaxBytes)
            throw new IntervenGenException(
                $"a {type} has a name of {Encoding.UTF8.GetByteCount(name)} bytes; at most {MjName.MaxBytes} are possible");
        ReadOnlySpan<byte> typeText = MjName.Write(type, stackalloc byte[MjName.MaxBytes]);
        ReadOnlySpan<byte> nameText = MjName.Write(name, stackalloc byte[MjName.MaxBytes]);
        using Lease lease = new(this);
        int id;
        fixed (byte* typeFirst = typeText, nameFirst = nameText)
        {
            MuJoCoLibrary.ThrowIfFailed(
                NameToId(lease.Handle, typeFirst, typeText.Length, nameFirst, nameText.Length, &id), $"mj_name2id({type}, {name})");
        }

        return id;
    }

    /// <summary>Name of an element; empty if it has none.</summary>
    /// <param name="type">MuJoCo's name for the kind.</param>
    /// <param name="id">Id of the element.</param>
    public string NameOf(string type, int id)
    {
        ReadOnlySpan<byte> typeText = MjName.Write(type, stackalloc byte[MjName.MaxBytes]);
        Span<byte> name = stackalloc byte[MaxNameBytes];
        using Lease lease = new(this);
        fixed (byte* typeFirst = typeText, first = name)
            MuJoCoLibrary.ThrowIfFailed(
                IdToName(lease.Handle, typeFirst, typeText.Length, id, first, name.Length), $"mj_id2name({type}, {id})");
        return Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]);
    }

    /// <summary>Names of all elements of a kind that have one, in the order of their ids.</summary>
    /// <param name="type">MuJoCo's name for the kind.</param>
    public IReadOnlyList<string> NamesOf(string type) =>
        [.. Enumerable.Range(0, CountOf(type)).Select(id => NameOf(type, id)).Where(name => name.Length > 0)];

    /// <summary>Number of elements of a kind: body, joint, geom, site, sensor or camera.</summary>
    public int CountOf(string type) => Size(type switch
    {
        "body" => "nbody",
        "joint" => "njnt",
        "geom" => "ngeom",
        "site" => "nsite",
        "sensor" => "nsensor",
        "camera" => "ncam",
        _ => throw new ArgumentException($"'{type}' is no kind of element that is counted", nameof(type)),
    });

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_name_to_id")]
    private static partial int NameToId(nint model, byte* type, int typeLength, byte* name, int nameLength, int* id);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_id_to_name")]
    private static partial int IdToName(nint model, byte* type, int typeLength, int id, byte* name, int capacity);
}
