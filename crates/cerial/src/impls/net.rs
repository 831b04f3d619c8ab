//! Network addresses: their octets in network order, ports like other numbers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

macro_rules! addresses {
    ($($address:ident [$len:literal])*) => {$(
        impl Schema for $address {
            fn schema(s: &mut SchemaBuilder) {
                s.name(stringify!($address));
            }
        }

        impl Encode for $address {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                encoder.bytes(&self.octets());
                Ok(())
            }
        }

        impl Decode for $address {
            const LEAST: usize = $len;
            const DERIVED: bool = true;

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                decoder.array::<$len>().map(Self::from)
            }

            fn placeholder(_: u32) -> Option<Self> {
                Some(Self::UNSPECIFIED)
            }
        }
    )*};
}

addresses!(Ipv4Addr[4] Ipv6Addr[16]);

macro_rules! sockets {
    ($($socket:ident { $($part:ident $type:ty),+ })*) => {$(
        impl Schema for $socket {
            fn schema(s: &mut SchemaBuilder) {
                s.structure(stringify!($socket))$(.field::<$type>(stringify!($part)))+;
            }
        }

        impl Encode for $socket {
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                $(self.$part().encode(encoder)?;)+
                Ok(())
            }
        }

        impl Decode for $socket {
            const LEAST: usize = 0$( + <$type>::LEAST)+;
            const DERIVED: bool = true;

            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                Ok(Self::new($(<$type>::decode(decoder)?),+))
            }

            fn placeholder(depth: u32) -> Option<Self> {
                Some(Self::new($(<$type>::placeholder(depth)?),+))
            }
        }
    )*};
}

sockets! {
    SocketAddrV4 { ip Ipv4Addr, port u16 }
    SocketAddrV6 { ip Ipv6Addr, port u16, flowinfo u32, scope_id u32 }
}

macro_rules! either {
    ($($either:ident: $four:ident $six:ident;)*) => {$(
        impl Schema for $either {
            fn schema(s: &mut SchemaBuilder) {
                s.enumeration(stringify!($either)).variant("V4").part::<$four>().variant("V6").part::<$six>();
            }
        }

        impl Encode for $either {
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                match self {
                    Self::V4(address) => {
                        encoder.bytes(&[0]);
                        address.encode(encoder)
                    }
                    Self::V6(address) => {
                        encoder.bytes(&[1]);
                        address.encode(encoder)
                    }
                }
            }
        }

        impl Decode for $either {
            const LEAST: usize = 1 + $four::LEAST;
            const DERIVED: bool = true;

            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                match decoder.byte()? {
                    0 => $four::decode(decoder).map(Self::V4),
                    1 => $six::decode(decoder).map(Self::V6),
                    number => Err(decoder.unknown_variant(stringify!($either), u64::from(number))),
                }
            }

            fn placeholder(depth: u32) -> Option<Self> {
                $four::placeholder(depth).map(Self::V4)
            }
        }
    )*};
}

either! {
    IpAddr: Ipv4Addr Ipv6Addr;
    SocketAddr: SocketAddrV4 SocketAddrV6;
}
