using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using IntervenGen.Core;
using Silk.NET.OpenGL;

namespace IntervenGen.Rendering.Gl;

/// <summary>Buffers into which a pass's pictures are copied while the next one is drawn.</summary>
internal sealed unsafe class ReadBack : IDisposable
{
    private const ulong WaitNanoseconds = 60_000_000_000;

    private readonly GL _gl;
    private readonly TileTarget _target;
    private readonly Part _colour, _depth, _segments;
    private nint _fence;

    public ReadBack(GL gl, TileTarget target, bool colour, bool depth, bool segments)
    {
        _gl = gl;
        _target = target;
        int pixels = target.Width * target.Height;
        _colour = colour ? Make(4 * pixels) : default;
        _depth = depth ? Make(sizeof(float) * pixels) : default;
        _segments = segments ? Make(sizeof(ushort) * pixels) : default;
    }

    private readonly record struct Part(uint Buffer, nint Address);

    /// <summary>Number of pictures that are on their way, or there.</summary>
    public int Tiles { get; private set; }

    /// <summary>Asks for the first tiles of a framebuffer and returns at once.</summary>
    public void Begin(uint framebuffer, int tiles)
    {
        Tiles = tiles;
        uint height = (uint)_target.HeightOf(tiles), width = (uint)_target.Width;
        _gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, framebuffer);
        _gl.PixelStore(PixelStoreParameter.PackAlignment, 1);
        if (_colour.Buffer != 0)
        {
            _gl.ReadBuffer(ReadBufferMode.ColorAttachment0);
            Read(_colour, width, height, PixelFormat.Rgba, PixelType.UnsignedByte);
        }

        if (_segments.Buffer != 0)
        {
            _gl.ReadBuffer(ReadBufferMode.ColorAttachment1);
            Read(_segments, width, height, PixelFormat.RedInteger, PixelType.UnsignedShort);
        }

        if (_depth.Buffer != 0)
            Read(_depth, width, height, PixelFormat.DepthComponent, PixelType.Float);
        _gl.BindBuffer(BufferTargetARB.PixelPackBuffer, 0);
        _fence = _gl.FenceSync(SyncCondition.SyncGpuCommandsComplete, SyncBehaviorFlags.None);
        _gl.Flush();
    }

    /// <summary>Waits until the pictures are there.</summary>
    public void Wait()
    {
        if (_fence == 0)
            return;
        GLEnum status = _gl.ClientWaitSync(_fence, SyncObjectMask.Bit, WaitNanoseconds);
        _gl.DeleteSync(_fence);
        _fence = 0;
        if (status is GLEnum.TimeoutExpired or GLEnum.WaitFailed)
            throw new NativeException("OpenGL", "read back", (int)status, "the pictures were not there after 60 s");
    }

    /// <summary>Copies a tile's colours, [height, width, 3].</summary>
    public void Colour(int tile, Span<byte> rgb)
    {
        (int x, int y) = _target.Corner(tile);
        for (int row = 0; row < _target.TileHeight; row++)
        {
            byte* first = (byte*)_colour.Address + (4 * (((y + row) * (long)_target.Width) + x));
            var from = new ReadOnlySpan<byte>(first, 4 * _target.TileWidth);
            WithoutAlpha(from, rgb.Slice(3 * row * _target.TileWidth, 3 * _target.TileWidth));
        }
    }

    /// <summary>Copies a tile's depth, [height, width], metres; 0 where nothing is nearer than the farthest.</summary>
    public void Depth(int tile, Span<float> metres, float near, float far)
    {
        (int x, int y) = _target.Corner(tile);
        for (int row = 0; row < _target.TileHeight; row++)
        {
            var from = new ReadOnlySpan<float>((float*)_depth.Address + ((y + row) * (long)_target.Width) + x, _target.TileWidth);
            Span<float> to = metres.Slice(row * _target.TileWidth, _target.TileWidth);
            for (int i = 0; i < to.Length; i++)
            {
                float z = near / from[i];
                to[i] = z <= far ? z : 0;
            }
        }
    }

    /// <summary>Copies a tile's segmentation, [height, width].</summary>
    public void Segments(int tile, Span<ushort> numbers)
    {
        (int x, int y) = _target.Corner(tile);
        for (int row = 0; row < _target.TileHeight; row++)
        {
            new ReadOnlySpan<ushort>((ushort*)_segments.Address + ((y + row) * (long)_target.Width) + x, _target.TileWidth)
                .CopyTo(numbers.Slice(row * _target.TileWidth, _target.TileWidth));
        }
    }

    public void Dispose()
    {
        if (_fence != 0)
            _gl.DeleteSync(_fence);
        foreach (uint buffer in (ReadOnlySpan<uint>)[_colour.Buffer, _depth.Buffer, _segments.Buffer])
        {
            if (buffer != 0)
                _gl.DeleteBuffer(buffer);
        }
    }

    // Four pixels of 16 bytes become 12; the last ones one by one.
    private static void WithoutAlpha(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        var order = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0x80, 0x80, 0x80, 0x80);
        ref byte from = ref MemoryMarshal.GetReference(rgba), to = ref MemoryMarshal.GetReference(rgb);
        int i = 0, pixels = rgb.Length / 3;
        for (; i + 6 <= pixels; i += 4)
            Vector128.Shuffle(Vector128.LoadUnsafe(ref from, (nuint)(4 * i)), order).StoreUnsafe(ref to, (nuint)(3 * i));
        for (; i < pixels; i++)
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = (rgba[4 * i], rgba[(4 * i) + 1], rgba[(4 * i) + 2]);
    }

    private void Read(Part part, uint width, uint height, PixelFormat format, PixelType type)
    {
        _gl.BindBuffer(BufferTargetARB.PixelPackBuffer, part.Buffer);
        _gl.ReadPixels(0, 0, width, height, format, type, null);
    }

    private Part Make(int bytes)
    {
        const BufferStorageMask kept = BufferStorageMask.MapReadBit | BufferStorageMask.MapPersistentBit | BufferStorageMask.MapCoherentBit;
        uint buffer = _gl.CreateBuffer();
        _gl.NamedBufferStorage(buffer, (nuint)bytes, null, kept | BufferStorageMask.ClientStorageBit);
        void* address = _gl.MapNamedBufferRange(
            buffer, 0, (nuint)bytes, MapBufferAccessMask.ReadBit | MapBufferAccessMask.PersistentBit | MapBufferAccessMask.CoherentBit);
        return new Part(buffer, (nint)address);
    }
}
