using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Interop.Hdf5;

/// <summary>A group: named groups, arrays and attributes.</summary>
/// <remarks>Any thread. Every failure names the file and the path inside it, with the library's own reason.</remarks>
public sealed unsafe partial class Hdf5Group : IDisposable
{
    private readonly Hdf5Handle _handle;
    private readonly string _file, _path;

    internal Hdf5Group(long id, string file, string path)
    {
        _handle = new Hdf5Handle(id, Hdf5Kind.Group);
        _file = file;
        _path = path;
    }

    /// <summary>Path inside the file, such as <c>/data/demo_0</c>.</summary>
    public string Path => _path.Length == 0 ? "/" : _path;

    /// <summary>Makes a group in this one.</summary>
    public Hdf5Group CreateGroup(string name)
    {
        lock (Hdf5Library.Gate)
        {
            fixed (byte* text = Terminated(name))
                return new Hdf5Group(Check(Hdf5Native.GroupCreate(_handle.Id, text, 0, 0, 0), "H5Gcreate", name), _file, $"{_path}/{name}");
        }
    }

    /// <summary>Opens a group in this one.</summary>
    /// <exception cref="EpisodeFormatException">There is none of that name.</exception>
    public Hdf5Group OpenGroup(string name) => TryOpenGroup(name) ?? throw Missing("group", name);

    /// <summary>Opens a group in this one; null if there is no such link.</summary>
    public Hdf5Group? TryOpenGroup(string name)
    {
        lock (Hdf5Library.Gate)
        {
            if (!Exists(name))
                return null;
            fixed (byte* text = Terminated(name))
                return new Hdf5Group(Check(Hdf5Native.GroupOpen(_handle.Id, text, 0), "H5Gopen", name), _file, $"{_path}/{name}");
        }
    }

    /// <summary>Whether this group holds something of that name.</summary>
    public bool Exists(string name)
    {
        lock (Hdf5Library.Gate)
        {
            fixed (byte* text = Terminated(name))
                return Check(Hdf5Native.LinkExists(_handle.Id, text, 0), "H5Lexists", name) > 0;
        }
    }

    /// <summary>Names of everything in this group, in ordinal order.</summary>
    public IReadOnlyList<string> Names()
    {
        lock (Hdf5Library.Gate)
        {
            Hdf5GroupInfo info;
            Check(Hdf5Native.GroupInfo(_handle.Id, &info), "H5Gget_info", "");
            var names = new List<string>((int)info.Links);
            byte* buffer = stackalloc byte[512];
            for (ulong i = 0; i < info.Links; i++)
            {
                long length;
                fixed (byte* here = ".\0"u8)
                    length = Check(Hdf5Native.LinkName(_handle.Id, here, 0, 0, i, buffer, 512, 0), "H5Lget_name_by_idx", "");
                names.Add(Encoding.UTF8.GetString(buffer, (int)Math.Min(length, 511)));
            }

            return names;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    internal static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private long Check(long result, string function, string name) =>
        result >= 0 ? result : Hdf5Library.Check(result, function, Place(name));

    private string Place(string name) => $"'{_file}', {_path}/{name}";

    private EpisodeFormatException Missing(string what, string name) =>
        new($"{Place(name)}: there is no such {what}; {Path} holds {string.Join(", ", Names().Take(12))}");
}
