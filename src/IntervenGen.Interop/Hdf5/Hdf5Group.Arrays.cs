using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Interop.Hdf5;

public sealed unsafe partial class Hdf5Group
{
    private const int IntegerClass = 0, FloatClass = 1, TextClass = 3, MostDimensions = 32;

    /// <summary>Writes a whole array: double, float, long or byte, row-major.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="shape">Their shape; its product is the number of values.</param>
    /// <exception cref="ArgumentException">Shape and values do not fit each other.</exception>
    public void WriteArray<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        ulong* sizes = stackalloc ulong[shape.Length];
        long count = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            sizes[i] = (ulong)shape[i];
            count *= shape[i];
        }

        if (count != values.Length)
            throw new ArgumentException($"{Place(name)}: {values.Length} values, expected {count}", nameof(values));
        long type = Hdf5Library.Known.TypeOf<T>();
        lock (Hdf5Library.Gate)
        {
            fixed (byte* text = Terminated(name))
            fixed (T* first = values)
            {
                long space = Check(Hdf5Native.SpaceCreateSimple(shape.Length, sizes, null), "H5Screate_simple", name);
                long dataset = Hdf5Native.DatasetCreate(_handle.Id, text, type, space, 0, 0, 0);
                long written = dataset < 0 ? dataset : Hdf5Native.DatasetWrite(dataset, type, 0, 0, 0, first);
                string? reason = written < 0 ? Hdf5Library.LastError() : null;
                if (dataset >= 0)
                    _ = Hdf5Native.DatasetClose(dataset);
                _ = Hdf5Native.SpaceClose(space);
                if (reason is not null)
                    throw new NativeException(Hdf5Library.Name, dataset < 0 ? "H5Dcreate" : "H5Dwrite", (int)written, $"{Place(name)}: {reason}");
            }
        }
    }

    /// <summary>Shape of an array in this group.</summary>
    /// <exception cref="EpisodeFormatException">There is none of that name.</exception>
    public int[] ShapeOf(string name)
    {
        lock (Hdf5Library.Gate)
        {
            using Hdf5Handle dataset = OpenArray(name);
            return ShapeOf(dataset, name);
        }
    }

    /// <summary>Reads a whole array of numbers, converted to <typeparamref name="T"/> by the library.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Gets its shape.</param>
    /// <returns>The numbers, row-major.</returns>
    /// <exception cref="EpisodeFormatException">Missing, not of numbers, or unreadable.</exception>
    public T[] ReadArray<T>(string name, out int[] shape)
        where T : unmanaged
    {
        long type = Hdf5Library.Known.TypeOf<T>();
        lock (Hdf5Library.Gate)
        {
            using Hdf5Handle dataset = OpenArray(name);
            shape = ShapeOf(dataset, name);
            using (var stored = new Hdf5Handle(Check(Hdf5Native.DatasetType(dataset.Id), "H5Dget_type", name), Hdf5Kind.Type))
            {
                if (Hdf5Native.TypeClass(stored.Id) is not (IntegerClass or FloatClass))
                    throw new EpisodeFormatException($"{Place(name)}: is not an array of numbers");
            }

            long count = 1;
            foreach (int size in shape)
                count = checked(count * size);
            var values = new T[count];
            fixed (T* first = values)
            {
                int status = Hdf5Native.DatasetRead(dataset.Id, type, 0, 0, 0, first);
                return status >= 0 ? values : throw new EpisodeFormatException($"{Place(name)}: cannot be read: {Hdf5Library.LastError()} ({Hdf5Library.Name})");
            }
        }
    }

    /// <summary>Writes a list of byte strings of one fixed length, as numpy's dtype <c>S</c>.</summary>
    public void WriteStrings(string name, IReadOnlyList<string> strings)
    {
        ArgumentNullException.ThrowIfNull(strings);
        int length = Math.Max(1, strings.Count == 0 ? 1 : strings.Max(Encoding.UTF8.GetByteCount));
        byte[] bytes = new byte[Math.Max(1, strings.Count * length)];
        for (int i = 0; i < strings.Count; i++)
            Encoding.UTF8.GetBytes(strings[i], bytes.AsSpan(i * length));
        ulong size = (ulong)strings.Count;
        lock (Hdf5Library.Gate)
        {
            using Hdf5Handle type = FixedText(length, name);
            using var space = new Hdf5Handle(Check(Hdf5Native.SpaceCreateSimple(1, &size, null), "H5Screate_simple", name), Hdf5Kind.Space);
            fixed (byte* text = Terminated(name))
            fixed (byte* first = bytes)
            {
                using var dataset = new Hdf5Handle(
                    Check(Hdf5Native.DatasetCreate(_handle.Id, text, type.Id, space.Id, 0, 0, 0), "H5Dcreate", name), Hdf5Kind.Dataset);
                Check(Hdf5Native.DatasetWrite(dataset.Id, type.Id, 0, 0, 0, first), "H5Dwrite", name);
            }
        }
    }

    /// <summary>Reads a list of byte strings of fixed length.</summary>
    /// <exception cref="EpisodeFormatException">Missing, or something else.</exception>
    public IReadOnlyList<string> ReadStrings(string name)
    {
        lock (Hdf5Library.Gate)
        {
            using Hdf5Handle dataset = OpenArray(name);
            int[] shape = ShapeOf(dataset, name);
            using var type = new Hdf5Handle(Check(Hdf5Native.DatasetType(dataset.Id), "H5Dget_type", name), Hdf5Kind.Type);
            if (shape.Length != 1 || Hdf5Native.TypeClass(type.Id) != TextClass || Hdf5Native.TypeIsVariableText(type.Id) > 0)
                throw new EpisodeFormatException($"{Place(name)}: is not a list of byte strings");
            int length = (int)Hdf5Native.TypeSize(type.Id);
            byte[] bytes = new byte[Math.Max(1, shape[0] * length)];
            fixed (byte* first = bytes)
                Check(Hdf5Native.DatasetRead(dataset.Id, type.Id, 0, 0, 0, first), "H5Dread", name);
            var strings = new string[shape[0]];
            for (int i = 0; i < strings.Length; i++)
                strings[i] = Encoding.UTF8.GetString(bytes.AsSpan(i * length, length)).TrimEnd('\0');
            return strings;
        }
    }

    private static Hdf5Handle FixedText(int length, string name)
    {
        const int nullPadded = 1;
        var type = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.TypeCopy(Hdf5Library.Known.Text), "H5Tcopy", name), Hdf5Kind.Type);
        Hdf5Library.Check(Hdf5Native.TypeSetSize(type.Id, (nuint)length), "H5Tset_size", name);
        Hdf5Library.Check(Hdf5Native.TypeSetPadding(type.Id, nullPadded), "H5Tset_strpad", name);
        return type;
    }

    private Hdf5Handle OpenArray(string name)
    {
        if (!Exists(name))
            throw Missing("array", name);
        fixed (byte* text = Terminated(name))
            return new Hdf5Handle(Check(Hdf5Native.DatasetOpen(_handle.Id, text, 0), "H5Dopen", name), Hdf5Kind.Dataset);
    }

    private int[] ShapeOf(Hdf5Handle dataset, string name)
    {
        using var space = new Hdf5Handle(Check(Hdf5Native.DatasetSpace(dataset.Id), "H5Dget_space", name), Hdf5Kind.Space);
        int rank = (int)Check(Hdf5Native.SpaceRank(space.Id), "H5Sget_simple_extent_ndims", name);
        ulong* sizes = stackalloc ulong[MostDimensions];
        Check(Hdf5Native.SpaceSizes(space.Id, sizes, null), "H5Sget_simple_extent_dims", name);
        var shape = new int[rank];
        for (int i = 0; i < rank; i++)
            shape[i] = checked((int)sizes[i]);
        return shape;
    }
}
