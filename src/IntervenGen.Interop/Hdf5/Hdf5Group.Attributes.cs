namespace IntervenGen.Interop.Hdf5;

public sealed unsafe partial class Hdf5Group
{
    private const int Scalar = 0, Utf8 = 1;
    private static readonly nuint s_variableLength = nuint.MaxValue;

    /// <summary>Writes an integer attribute.</summary>
    public void SetAttribute(string name, long value) => SetScalar(name, Hdf5Library.Known.Int64, &value);

    /// <summary>Writes a text attribute as h5py does: UTF-8 of variable length.</summary>
    public void SetAttribute(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (Hdf5Library.Gate)
        {
            using Hdf5Handle type = VariableText(Utf8, name);
            fixed (byte* text = Terminated(value))
            {
                byte* pointer = text;
                SetScalar(name, type.Id, &pointer);
            }
        }
    }

    private static Hdf5Handle VariableText(int characters, string name)
    {
        var type = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.TypeCopy(Hdf5Library.Known.Text), "H5Tcopy", name), Hdf5Kind.Type);
        Hdf5Library.Check(Hdf5Native.TypeSetSize(type.Id, s_variableLength), "H5Tset_size", name);
        Hdf5Library.Check(Hdf5Native.TypeSetCharacters(type.Id, characters), "H5Tset_cset", name);
        return type;
    }

    private void SetScalar(string name, long type, void* value)
    {
        lock (Hdf5Library.Gate)
        {
            using var space = new Hdf5Handle(Check(Hdf5Native.SpaceCreate(Scalar), "H5Screate", name), Hdf5Kind.Space);
            fixed (byte* text = Terminated(name))
            {
                using var attribute = new Hdf5Handle(
                    Check(
                        Hdf5Native.AttributeCreate(_handle.Id, text, type, space.Id, 0, 0), "H5Acreate",
                        name), Hdf5Kind.Attribute, _faults);
                Check(Hdf5Native.AttributeWrite(attribute.Id, type, value), "H5Awrite", name);
            }
        }
    }
}
