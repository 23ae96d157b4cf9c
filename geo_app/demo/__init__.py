"""The demonstration county: real geography of 安宁市 530181, everything on it fictional and said to be so."""
