using System.Runtime.InteropServices;

namespace IntervenGen.Interop.Hdf5;

/// <summary>What an id names, which decides how it is given back.</summary>
internal enum Hdf5Kind
{
    File,
    Group,
    Dataset,
    Attribute,
    Space,
    Type,
    Properties,
}

/// <summary>Owns one id of libhdf5.</summary>
internal sealed class Hdf5Handle : SafeHandle
{
    private readonly Hdf5Kind _kind;
    private readonly Hdf5Faults? _faults;

    public Hdf5Handle(long id, Hdf5Kind kind, Hdf5Faults? faults = null)
        : base(-1, ownsHandle: true)
    {
        _kind = kind;
        _faults = faults;
        SetHandle((nint)id);
    }

    public override bool IsInvalid => handle < 0;

    /// <summary>The id; an <see cref="ObjectDisposedException"/> once it was given back.</summary>
    public long Id
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    protected override bool ReleaseHandle()
    {
        lock (Hdf5Library.Gate)
        {
            int result = _kind switch
            {
                Hdf5Kind.File => Hdf5Native.FileClose(handle),
                Hdf5Kind.Group => Hdf5Native.GroupClose(handle),
                Hdf5Kind.Dataset => Hdf5Native.DatasetClose(handle),
                Hdf5Kind.Attribute => Hdf5Native.AttributeClose(handle),
                Hdf5Kind.Space => Hdf5Native.SpaceClose(handle),
                Hdf5Kind.Type => Hdf5Native.TypeClose(handle),
                _ => Hdf5Native.PropertiesClose(handle),
            };
            // What is closed writes what it still holds, so a full disk often shows here.
            if (result < 0)
                _faults?.Add($"a {_kind} could not be closed: {Hdf5Library.LastError()}");
            return result >= 0;
        }
    }
}
