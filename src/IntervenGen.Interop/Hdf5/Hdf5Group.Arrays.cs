using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Interop.Hdf5;

public sealed unsafe partial class Hdf5Group
{
    /// <summary>Writes a whole array: double, float, long or byte, row-major.</summary>
    /// <param name="name">Name of the array.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">Shape of the array; its product is the number of elements.</param>
    /// <exception cref="ArgumentException">The shape does not match the number of elements.</exception>
    public void WriteArray<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        long count = 1;
        foreach (int size in shape)
            count *= size;

        if (count != values.Length)
            throw new ArgumentException($"{Place(name)}: {values.Length} values, expected {count}", nameof(values));
        long type = Hdf5Library.Known.TypeOf<T>();
        lock (Hdf5Library.Gate)
        {
            fixed (byte* text = Terminated(name))
            fixed (T* first = values)
            {
                long space = _spaces.Of(shape, _file);
                long dataset = Hdf5Native.DatasetCreate(_handle.Id, text, type, space, 0, Hdf5Library.Known.DatasetCreation, 0);
                long written = dataset < 0 ? dataset : Hdf5Native.DatasetWrite(dataset, type, 0, 0, 0, first);
                string? reason = written < 0 ? Hdf5Library.LastError() : null;
                if (dataset >= 0 && Hdf5Native.DatasetClose(dataset) < 0)
                    reason ??= Hdf5Library.LastError();
                if (reason is not null)
                    throw new NativeException(
                        Hdf5Library.Name, dataset < 0 ? "H5Dcreate" : "H5Dwrite", (int)written, $"{Place(name)}: {reason}");
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
                    Check(
                        Hdf5Native.DatasetCreate(_handle.Id, text, type.Id, space.Id, 0, Hdf5Library.Known.DatasetCreation, 0), "H5Dcreate",
                        name), Hdf5Kind.Dataset, _faults);
                Check(Hdf5Native.DatasetWrite(dataset.Id, type.Id, 0, 0, 0, first), "H5Dwrite", name);
            }
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
}
