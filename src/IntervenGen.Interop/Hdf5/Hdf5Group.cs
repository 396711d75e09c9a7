using System.Text;

namespace IntervenGen.Interop.Hdf5;

/// <summary>A group that is being written: named groups, arrays and attributes.</summary>
/// <remarks>Any thread. Every failure names the file and the path inside it, with the library's own reason.</remarks>
public sealed unsafe partial class Hdf5Group : IDisposable
{
    private readonly Hdf5Handle _handle;
    private readonly Hdf5Faults _faults;
    private readonly Hdf5Spaces _spaces;
    private readonly string _file, _path;

    internal Hdf5Group(long id, string file, string path, Hdf5Faults faults, Hdf5Spaces spaces)
    {
        _handle = new Hdf5Handle(id, Hdf5Kind.Group, faults);
        _faults = faults;
        _spaces = spaces;
        _file = file;
        _path = path;
    }

    /// <summary>Path inside the file, such as <c>/data/demo_0</c>.</summary>
    public string Path => _path.Length == 0 ? "/" : _path;

    /// <summary>Creates a group inside this one.</summary>
    public Hdf5Group CreateGroup(string name)
    {
        lock (Hdf5Library.Gate)
        {
            fixed (byte* text = Terminated(name))
                return new Hdf5Group(
                    Check(Hdf5Native.GroupCreate(_handle.Id, text, 0, Hdf5Library.Known.GroupCreation, 0), "H5Gcreate", name), _file,
                    $"{_path}/{name}", _faults, _spaces);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    internal static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private long Check(long result, string function, string name) =>
        result >= 0 ? result : Hdf5Library.Check(result, function, Place(name));

    private string Place(string name) => $"'{_file}', {_path}/{name}";
}
