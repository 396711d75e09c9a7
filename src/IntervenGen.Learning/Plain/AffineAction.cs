namespace IntervenGen.Learning.Plain;

/// <summary>Scale and offset of actions: a' = a · scale + offset.</summary>
/// <param name="Scale">Shape [action size].</param>
/// <param name="Offset">Shape [action size].</param>
internal sealed record AffineAction(float[] Scale, float[] Offset)
{
    /// <summary>Whether it changes nothing.</summary>
    public bool IsIdentity => Scale.All(scale => scale == 1) && Offset.All(offset => offset == 0);
}
