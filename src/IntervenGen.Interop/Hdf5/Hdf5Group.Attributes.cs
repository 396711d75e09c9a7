using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Interop.Hdf5;

public sealed unsafe partial class Hdf5Group
{
    private const int Scalar = 0, Utf8 = 1;
    private static readonly nuint s_variableLength = nuint.MaxValue;

    /// <summary>Writes a whole number.</summary>
    public void SetAttribute(string name, long value) => SetScalar(name, Hdf5Library.Known.Int64, &value);

    /// <summary>Writes text as h5py does: UTF-8 of variable length.</summary>
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

    /// <summary>Reads a whole number; null if there is no such attribute.</summary>
    public long? TryReadInteger(string name)
    {
        lock (Hdf5Library.Gate)
        {
            using Hdf5Handle? attribute = TryOpenAttribute(name);
            if (attribute is null)
                return null;
            using Hdf5Handle type = TypeOf(attribute, name);
            if (Hdf5Native.TypeClass(type.Id) is not (IntegerClass or FloatClass))
                throw new EpisodeFormatException($"{Place(name)}: the attribute is not a number");
            using var space = new Hdf5Handle(Check(Hdf5Native.AttributeSpace(attribute.Id), "H5Aget_space", name), Hdf5Kind.Space);
            if (Hdf5Native.SpaceRank(space.Id) != 0)
                throw new EpisodeFormatException($"{Place(name)}: the attribute is an array, expected one number");
            long value;
            Check(Hdf5Native.AttributeRead(attribute.Id, Hdf5Library.Known.Int64, &value), "H5Aread", name);
            return value;
        }
    }

    /// <summary>Reads text of fixed or variable length; null if there is no such attribute.</summary>
    public string? TryReadText(string name)
    {
        lock (Hdf5Library.Gate)
        {
            using Hdf5Handle? attribute = TryOpenAttribute(name);
            if (attribute is null)
                return null;
            using Hdf5Handle type = TypeOf(attribute, name);
            if (Hdf5Native.TypeClass(type.Id) != TextClass)
                throw new EpisodeFormatException($"{Place(name)}: the attribute is not text");
            if (Hdf5Native.TypeIsVariableText(type.Id) > 0)
            {
                using Hdf5Handle memory = VariableText(Hdf5Native.TypeCharacters(type.Id), name);
                byte* text = null;
                Check(Hdf5Native.AttributeRead(attribute.Id, memory.Id, &text), "H5Aread", name);
                string read = Marshal.PtrToStringUTF8((nint)text) ?? "";
                _ = Hdf5Native.FreeMemory(text);
                return read;
            }

            byte[] bytes = new byte[(int)Hdf5Native.TypeSize(type.Id)];
            fixed (byte* first = bytes)
                Check(Hdf5Native.AttributeRead(attribute.Id, type.Id, first), "H5Aread", name);
            return Encoding.UTF8.GetString(bytes).TrimEnd('\0');
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
                    Check(Hdf5Native.AttributeCreate(_handle.Id, text, type, space.Id, 0, 0), "H5Acreate", name), Hdf5Kind.Attribute);
                Check(Hdf5Native.AttributeWrite(attribute.Id, type, value), "H5Awrite", name);
            }
        }
    }

    private Hdf5Handle? TryOpenAttribute(string name)
    {
        fixed (byte* text = Terminated(name))
        {
            return Check(Hdf5Native.AttributeExists(_handle.Id, text), "H5Aexists", name) > 0
                ? new Hdf5Handle(Check(Hdf5Native.AttributeOpen(_handle.Id, text, 0), "H5Aopen", name), Hdf5Kind.Attribute)
                : null;
        }
    }

    private Hdf5Handle TypeOf(Hdf5Handle attribute, string name) =>
        new(Check(Hdf5Native.AttributeType(attribute.Id), "H5Aget_type", name), Hdf5Kind.Type);
}
