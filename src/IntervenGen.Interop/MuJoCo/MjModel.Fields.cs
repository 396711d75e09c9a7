namespace IntervenGen.Interop.MuJoCo;

public sealed unsafe partial class MjModel
{
    /// <summary>Whether this MuJoCo's model has a field of that name: fields come and go between releases.</summary>
    public bool HasField(string name)
    {
        nint pointer;
        long count;
        int kind;
        fixed (byte* text = Terminated(name))
            return FieldNative(handle, text, &pointer, &count, &kind) == 0;
    }
}
