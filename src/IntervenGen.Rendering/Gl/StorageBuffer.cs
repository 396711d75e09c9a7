using Silk.NET.OpenGL;

namespace IntervenGen.Rendering.Gl;

/// <summary>Numbers that shaders read, written anew for each pass.</summary>
/// <typeparam name="T">An element, as the shaders lay it out.</typeparam>
internal sealed unsafe class StorageBuffer<T> : IDisposable
    where T : unmanaged
{
    private readonly GL _gl;
    private readonly uint _binding;
    private uint _id;
    private int _capacity;
    private T[] _elements;

    public StorageBuffer(GL gl, uint binding, int capacity)
    {
        _gl = gl;
        _binding = binding;
        _elements = new T[Math.Max(capacity, 1)];
    }

    /// <summary>The elements to be sent; grow with <see cref="Reserve"/>.</summary>
    public Span<T> Elements => _elements;

    /// <summary>Makes room for elements and keeps those that are there.</summary>
    public void Reserve(int count)
    {
        if (_elements.Length < count)
            Array.Resize(ref _elements, Math.Max(count, 2 * _elements.Length));
    }

    /// <summary>Sends the first elements and binds the buffer.</summary>
    public void Send(int count)
    {
        if (_capacity < _elements.Length)
        {
            if (_id != 0)
                _gl.DeleteBuffer(_id);
            _id = _gl.CreateBuffer();
            _capacity = _elements.Length;
            _gl.NamedBufferStorage(_id, (nuint)(_capacity * sizeof(T)), null, BufferStorageMask.DynamicStorageBit);
        }

        if (count > 0)
        {
            fixed (T* first = _elements)
                _gl.NamedBufferSubData(_id, 0, (nuint)(count * sizeof(T)), first);
        }

        _gl.BindBufferBase(BufferTargetARB.ShaderStorageBuffer, _binding, _id);
    }

    public void Dispose()
    {
        if (_id != 0)
            _gl.DeleteBuffer(_id);
    }
}
